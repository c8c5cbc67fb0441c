// Forest plots of a group of analyses: ratios together on one logarithmic axis, differences by endpoint.
import type { Analysis } from '@equipoise/trial';
import { drawForest } from '../figure/forest.js';
import type { AnalysisResult } from '../output.js';
import { figure } from './block.js';
import type { ReportContext } from './context.js';
import type { Html } from './html.js';
import { nameOf } from './label.js';
import { confidencePercent } from './number.js';

/** What an analysis or a comparison of the protocol says about its contrast. */
type Effect = Analysis['effect'];

/** The figures of these analyses, in the order of their first members. */
export async function forestFigures(
  context: ReportContext,
  input: { readonly id: string; readonly about: string; readonly analyses: readonly AnalysisResult[] },
): Promise<readonly Html[]> {
  const drawn = input.analyses.filter((each) => each.estimate !== null && each.ci !== null);
  const panels = new Map<string, AnalysisResult[]>();
  for (const each of drawn) panels.set(panelOf(context, each), [...(panels.get(panelOf(context, each)) ?? []), each]);
  const figures: Html[] = [];
  for (const [index, analyses] of [...panels.values()].entries()) {
    const sides = sidesOf(context, analyses);
    const id = `${input.id}-${index + 1}`;
    const drawing = await drawForest({
      id: `${id}-drawing`,
      analyses,
      ...(sides === undefined ? {} : { sides }),
      setName: context.labels.analysisSet,
      stamp: context.stamp,
    });
    if (drawing === undefined) continue;
    figures.push(figure(context, { id, caption: captionOf(analyses, input.about), drawing, notes: notesOf(analyses) }));
  }
  return figures;
}

/** Differences share an axis where they share a unit; all counts do. */
function panelOf(context: ReportContext, analysis: AnalysisResult): string {
  if (!analysis.effectMeasure.startsWith('difference in m')) return analysis.effectMeasure;
  const endpoint = context.protocol.endpoints.find((each) => each.id === analysis.endpoint);
  if (endpoint?.type === 'count') return `${analysis.effectMeasure}:count`;
  const form = context.protocol.forms.find((each) => each.id === endpoint?.item.form);
  const unit = form?.items.find((each) => each.id === endpoint?.item.item)?.unit;
  return `${analysis.effectMeasure}:${unit ?? analysis.endpoint}`;
}

function captionOf(analyses: readonly AnalysisResult[], about: string): string {
  const measure = analyses[0]?.effectMeasure ?? 'none';
  const plural = measure === 'none' ? 'Estimates' : pluralOf(measure);
  const confidences = [...new Set(analyses.map((each) => each.confidence))].map(confidencePercent);
  const scale = measure.endsWith('ratio') ? ', logarithmic axis' : '';
  return `${plural} with ${confidences.join(' or ')} confidence intervals${scale}: ${about}`;
}

/** "Rate ratios", "Differences in means". */
function pluralOf(measure: string): string {
  const [first = '', ...rest] = measure.split(' ');
  const isRatioName = rest.at(-1) === 'ratio';
  const words = isRatioName
    ? [first, ...rest.slice(0, -1), 'ratios']
    : measure.endsWith('difference')
      ? [first, 'differences']
      : ['differences', ...rest];
  const text = words.join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Filled and hollow marks are explained where both occur, or where hollow ones do. */
function notesOf(analyses: readonly AnalysisResult[]): readonly string[] {
  if (analyses.every((each) => each.status === 'tested')) return [];
  const hollow = 'Hollow squares: not tested (nominal) or descriptive; their intervals and p-values support no claim.';
  return [
    analyses.some((each) => each.status === 'tested')
      ? `Filled squares: tested in the testing procedure. ${hollow}`
      : hollow,
  ];
}

/** "Lower with early start", "higher with early start", where all analyses compare the same two. */
function sidesOf(context: ReportContext, analyses: readonly AnalysisResult[]): readonly [string, string] | undefined {
  const effects = analyses.map((each) => effectOf(context, each.id));
  const first = effects[0];
  if (first === undefined) return undefined;
  const isShared = effects.every(
    (each) => each?.term === first.term && each.active === first.active && each.reference === first.reference,
  );
  if (!isShared) return undefined;
  const parts = first.term === 'sequence' ? context.protocol.sequences : context.protocol.treatments;
  const name = nameOf(parts, first.active);
  return [`lower with ${name}`, `higher with ${name}`];
}

function effectOf(context: ReportContext, id: string): Effect | undefined {
  const { analyses, safetyComparisons } = context.protocol;
  return analyses.find((each) => each.id === id)?.effect ?? safetyComparisons?.find((each) => each.id === id)?.effect;
}
