// Long calculations beside the web server: each in a thread of its own, so that nobody's request waits for them.
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { DesignPowerReport, ExportFile, Snapshot } from '@equipoise/analysis';
import type { Protocol } from '@equipoise/trial';
import type { AssessmentInput, DesignAssessment } from '../design/assess.js';
import type { ReadDictionary } from '../dictionary/meddra.js';

/** What can be calculated, with what it is calculated from. */
export type Calculation =
  | { readonly kind: 'analysis'; readonly snapshot: Snapshot }
  | {
      readonly kind: 'analysisData';
      readonly snapshot: Snapshot;
      readonly withoutEndpoints: ReadonlySet<string>;
    }
  | { readonly kind: 'power'; readonly protocol: Protocol; readonly participants?: number | undefined }
  | { readonly kind: 'dictionary'; readonly files: readonly { readonly name: string; readonly content: string }[] }
  | { readonly kind: 'assessment'; readonly protocol: Protocol; readonly input: AssessmentInput };

/** The report of an analysis, and all its numbers. */
export interface AnalysisFiles {
  readonly html: string;
  /** JSON of an AnalysisOutput. */
  readonly json: string;
  /** Of the snapshot that was analysed. */
  readonly snapshotHash: string;
  readonly events: number;
}

/** What comes of each. */
export interface Calculated {
  readonly analysis: AnalysisFiles;
  readonly analysisData: readonly ExportFile[];
  readonly power: readonly DesignPowerReport[];
  readonly assessment: DesignAssessment;
  readonly dictionary: ReadDictionary & { readonly digest: string };
}

/** What a thread answers: a RangeError is about what it was given, anything else ends the thread. */
export type CalculationAnswer = { readonly result: unknown } | { readonly unfit: string };

/** Why a calculation has no result. */
export class CalculationProblem extends Error {
  constructor(
    /** `unfit`: what was given can't be calculated with; `slow`: it took too long; `cancelled`: nobody waits for it. */
    readonly reason: 'unfit' | 'slow' | 'cancelled',
    message: string,
  ) {
    super(message);
  }
}

/** Threads are the built program, also when this file runs from its source. */
const program = fileURLToPath(new URL('../../dist/calculate/worker.js', import.meta.url));

/**
 * Calculates in a thread, which is ended before the promise settles.
 * @throws CalculationProblem; any other error of the thread is a fault
 */
export async function calculate<C extends Calculation>(
  calculation: C,
  { signal, patienceMs }: { readonly signal?: AbortSignal | undefined; readonly patienceMs: number },
): Promise<Calculated[C['kind']]> {
  if (signal?.aborted) throw cancelled();
  const worker = new Worker(program, { workerData: calculation });
  let timer: NodeJS.Timeout | undefined;
  let abort: () => void = () => undefined;
  try {
    const answer = await new Promise<CalculationAnswer>((resolve, reject) => {
      abort = () => reject(cancelled());
      signal?.addEventListener('abort', abort, { once: true });
      const detail = `It took longer than ${Math.round(patienceMs / 1000)} s and was ended.`;
      timer = setTimeout(() => reject(new CalculationProblem('slow', detail)), patienceMs);
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('A thread ended before its calculation was done.')));
    });
    if ('unfit' in answer) throw new CalculationProblem('unfit', answer.unfit);
    return answer.result as Calculated[C['kind']];
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    await worker.terminate();
  }
}

function cancelled(): CalculationProblem {
  return new CalculationProblem('cancelled', 'It was cancelled.');
}
