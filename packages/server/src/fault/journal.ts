// The journal of a fault test: which commands were acknowledged, on the disk before anything else happens.
import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import type { CommandId, TrialId } from '@equipoise/trial';

/** A line is two UUIDs, a blank and a line feed: 74 bytes, so the size of the file tells how many there are. */
const lineBytes = 74;

export interface Acknowledged {
  readonly trialId: TrialId;
  readonly commandId: CommandId;
}

/** Appends acknowledged commands to a file; each is on the disk when `append` returns. */
export class Journal {
  readonly #file: number;

  constructor(file: string) {
    this.#file = openSync(file, 'a', 0o600);
    // A line that was cut by a kill was never acknowledged to anybody.
    ftruncateSync(this.#file, countLines(file) * lineBytes);
  }

  append({ trialId, commandId }: Acknowledged): void {
    writeSync(this.#file, `${trialId} ${commandId}\n`);
    fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** The whole lines of a journal, 0 where there is none yet. */
export function countLines(file: string): number {
  return existsSync(file) ? Math.floor(statSync(file).size / lineBytes) : 0;
}

/** Every acknowledged command, in the order of acknowledgement. */
export function readJournal(file: string): readonly Acknowledged[] {
  if (!existsSync(file)) return [];
  const whole = readFileSync(file, 'utf8').slice(0, countLines(file) * lineBytes);
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [trialId, commandId] = line.split(' ');
      return { trialId: trialId as TrialId, commandId: commandId as CommandId };
    });
}
