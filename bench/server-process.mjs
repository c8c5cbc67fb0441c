// A web server as a process of its own, and clients that keep their connections, as the people of a trial would.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../packages/server/dist/fault/server-worker.js', import.meta.url));

/** Starts a server on an installation; `readySeconds` is from the start of the process to the first "ready" of /readyz. */
export async function startServer({ dataDir, keyDirectory, aheadMs }) {
  const begun = performance.now();
  const child = spawn(process.execPath, [program, JSON.stringify({ dataDir, keyDirectory, aheadMs })], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, DATABASE_URL: '', EQUIPOISE_KEYS: keyDirectory },
  });
  const port = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('listening ')) resolve(Number(line.slice('listening '.length)));
    });
  });
  const agent = new Agent({ keepAlive: true });
  while ((await ask({ port, agent, method: 'GET', path: '/readyz' })).status !== 200) await sleep(5);
  agent.destroy();
  return {
    port,
    readySeconds: (performance.now() - begun) / 1000,
    /** The most memory that it had, in MB; undefined where the system does not tell. */
    peakMemoryMb: () => {
      try {
        const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
        return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
      } catch {
        return undefined;
      }
    },
    stop: async () => {
      child.removeAllListeners('exit');
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.stdin.write('stop\n');
      await ended;
    },
  };
}

/** One request; the bytes of the answer are counted, and kept only of small ones. */
export function ask({ port, agent, method, path, actorId, body }) {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...{ port, agent, method, path, host: '127.0.0.1' },
        headers: {
          ...(actorId === undefined ? {} : { authorization: `Bearer actor ${actorId}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
        },
      },
      (answer) => {
        let bytes = 0;
        let text = '';
        answer.on('data', (piece) => {
          bytes += piece.length;
          if (bytes < 10_000) text += piece;
        });
        answer.on('end', () => resolve({ status: answer.statusCode, bytes, text }));
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** The same, which must be answered with 200. */
export async function mustAsk(asked) {
  const answer = await ask(asked);
  if (answer.status !== 200) throw new Error(`${asked.method} ${asked.path}: ${answer.status} ${answer.text}`);
  return answer;
}
