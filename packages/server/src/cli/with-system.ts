// Opens the installation for the time of one command, and closes it also on Ctrl-C.
import { openSystem, type System, type SystemOptions } from '../system.js';

const signalExitCodes = { SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof signalExitCodes;

/** Does the work with an open installation and closes it afterwards; on SIGINT and SIGTERM it closes it and ends the process. */
export async function withSystem<T>(options: SystemOptions, work: (system: System) => Promise<T>): Promise<T> {
  const system = await openSystem(options);
  const signals = Object.keys(signalExitCodes) as Signal[];
  let isStopping = false;
  const stop = (signal: Signal) => {
    // A second Ctrl-C does not wait.
    if (isStopping) process.exit(signalExitCodes[signal]);
    isStopping = true;
    void system.close().finally(() => process.exit(signalExitCodes[signal]));
  };
  for (const signal of signals) process.on(signal, stop);
  try {
    return await work(system);
  } catch (error) {
    // What was cut by Ctrl-C fails on its closed connections: the signal ends the process, not that error.
    if (isStopping) await new Promise(() => undefined);
    throw error;
  } finally {
    for (const signal of signals) process.removeListener(signal, stop);
    if (!isStopping) await system.close();
  }
}
