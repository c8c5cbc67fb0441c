// Listening: on which address, and what it means that nothing can listen there.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartupProblem } from '../embedded/startup-problem.js';

export const loopback = '127.0.0.1';

/** The port itself, or, for 0, one that is free now. */
export async function choosePort(port: number): Promise<number> {
  if (port !== 0) return port;
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, loopback, resolve));
  const { port: free } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return free;
}

/** What it means that nothing can listen on a port, in one sentence. */
export function explainListenError(error: unknown, port: number, address = loopback): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') {
    return new StartupProblem(
      'port-in-use',
      `Port ${port} on ${address} is in use: stop the program that uses it, or choose another one with PORT=${port + 1}.`,
      { cause: error },
    );
  }
  if (code === 'EACCES') {
    return new StartupProblem(
      'no-permission',
      `No permission to listen on port ${port}: choose one above 1023 with PORT=4300.`,
      { cause: error },
    );
  }
  return error;
}
