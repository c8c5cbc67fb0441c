// A thread that does one calculation and answers it; it loads what that needs.
import { parentPort, workerData } from 'node:worker_threads';
import { assessDesigns } from '../design/assess.js';
import { readMeddraTexts } from '../dictionary/meddra.js';
import { readDictionaryText } from '../dictionary/table-dictionary.js';
import { digestOfTerms } from '../store/dictionary.js';
import type { AnalysisFiles, Calculated, Calculation, CalculationAnswer } from './calculation.js';

const answer = await resultOf(workerData as Calculation).then(
  (result): CalculationAnswer => ({ result }),
  (cause: unknown): CalculationAnswer => {
    if (cause instanceof RangeError) return { unfit: cause.message };
    throw cause;
  },
);
parentPort?.postMessage(answer);

async function resultOf(calculation: Calculation): Promise<Calculated[Calculation['kind']]> {
  switch (calculation.kind) {
    case 'analysis':
      return analysisFiles(calculation);
    case 'analysisData': {
      const { exportAnalysisData } = await import('@equipoise/analysis');
      return exportAnalysisData(calculation.snapshot, { withoutEndpoints: calculation.withoutEndpoints });
    }
    case 'power': {
      const { designPower } = await import('@equipoise/analysis');
      return designPower(calculation.protocol, { participants: calculation.participants });
    }
    case 'assessment':
      return assessDesigns(calculation.protocol, calculation.input);
    case 'dictionary':
      return dictionaryOf(calculation.files);
  }
}

/** One CSV file, or the files of MedDRA. */
function dictionaryOf(files: Extract<Calculation, { kind: 'dictionary' }>['files']): Calculated['dictionary'] {
  const [only, ...others] = files;
  const isTable = only !== undefined && others.length === 0 && !/\.asc$/i.test(only.name);
  const read = isTable ? readDictionaryText(only.content, only.name) : readMeddraTexts(files);
  return { ...read, digest: read.issues.length === 0 ? digestOfTerms(read.terms) : '' };
}

async function analysisFiles({ snapshot }: Extract<Calculation, { kind: 'analysis' }>): Promise<AnalysisFiles> {
  const { analyse, renderReport } = await import('@equipoise/analysis');
  const output = analyse(snapshot);
  return {
    html: await renderReport(output, snapshot.protocol),
    json: `${JSON.stringify(output, null, 2)}\n`,
    snapshotHash: output.snapshot.hash,
    events: output.snapshot.events,
  };
}
