// How many files, and how much of them, one person adds within a day: whoever may add files may not fill the disk.
import { readFilesAdded } from '../store/attachment.js';
import type { System } from '../system.js';
import { HttpProblem } from './problem.js';

/** What one person may add within 24 hours, in all trials together. */
export interface FileQuota {
  readonly files: number;
  readonly bytes: number;
}

interface Asked {
  readonly actorId: string;
  readonly commandId: string;
  /** As the request announces; the largest file where it says nothing. */
  readonly sizeBytes: number;
  /** A simulated instant, in rehearsals; the time of the database where absent. */
  readonly now?: string;
}

/** Counts what is recorded and what is under way in this process. */
export class FileCount {
  readonly #underWay = new Map<string, FileQuota>();

  constructor(
    private readonly system: System,
    private readonly quota: FileQuota,
  ) {}

  /**
   * Takes a file in while there is room for it. A file that was recorded and is sent again is taken in any case.
   * @throws HttpProblem `file-quota`
   */
  async within<T>(asked: Asked, take: () => Promise<T>): Promise<T> {
    const { actorId, sizeBytes } = asked;
    const others = this.#of(actorId);
    this.#underWay.set(actorId, { files: others.files + 1, bytes: others.bytes + sizeBytes });
    try {
      await this.#require(asked, others);
      return await take();
    } finally {
      const { files, bytes } = this.#of(actorId);
      if (files <= 1) this.#underWay.delete(actorId);
      else this.#underWay.set(actorId, { files: files - 1, bytes: bytes - sizeBytes });
    }
  }

  async #require({ sizeBytes, ...asked }: Asked, others: FileQuota): Promise<void> {
    const added = await readFilesAdded(this.system.pools.writer, asked);
    if (added.isRepeated) return;
    const files = added.files + others.files + 1;
    const bytes = added.bytes + others.bytes + sizeBytes;
    if (files <= this.quota.files && bytes <= this.quota.bytes) return;
    throw new HttpProblem('file-quota', {
      detail: `Within 24 hours one person adds at most ${this.quota.files} files of ${this.quota.bytes} bytes in all; with this one it would be ${files} of ${bytes}. Add it tomorrow, or ask who runs the installation for a higher limit.`,
      facts: { filesAllowed: this.quota.files, bytesAllowed: this.quota.bytes },
    });
  }

  #of(actorId: string): FileQuota {
    return this.#underWay.get(actorId) ?? { files: 0, bytes: 0 };
  }
}
