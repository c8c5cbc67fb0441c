// What a job is: work that nobody waits for, done once by any worker of an installation.
import type { System } from '../system.js';

/** A kind of work. A worker may be ended in the middle of it: it must be possible to do it again. */
export interface Job {
  /** Letters and hyphens; the queue bears it. */
  readonly name: string;
  /** One sentence, for the log and the manual. */
  readonly summary: string;
  /** When it is due: a cron expression, in UTC; the setting of the environment that changes it ("off": never). */
  readonly schedule: { readonly cron: string; readonly setting: string };
  /** Longest time that it may take, in seconds; afterwards it is begun again. */
  readonly expiresAfterS: number;
  /** Why there is nothing to do for it under these settings, if so: it is then never due, and a worker says so. */
  readonly idleBecause?: (environment: NodeJS.ProcessEnv) => string | undefined;
  /** Does the work; answers with one line for the log, which never holds personal data or a treatment. */
  readonly run: (system: System) => Promise<string>;
}
