// The curves of the analyses that make some: Kaplan–Meier and cumulative incidence.
import { drawSurvivalCurves } from '../figure/survival-curve.js';
import type { AnalysisResult } from '../output.js';
import { figure } from './block.js';
import type { ReportContext } from './context.js';
import type { Html } from './html.js';

/** A figure for each analysis with curves, in their order. */
export function survivalFigures(context: ReportContext, analyses: readonly AnalysisResult[]): readonly Html[] {
  return analyses.flatMap((analysis) => {
    const isSurvival = analysis.method === 'kaplan-meier';
    if (!isSurvival && analysis.method !== 'cumulative-incidence') return [];
    const endpoint = context.protocol.endpoints.find(({ id }) => id === analysis.endpoint);
    const unit = endpoint?.event?.unit ?? '';
    const id = `figure-curves-${analysis.id}`;
    const drawing = drawSurvivalCurves({
      id: `${id}-drawing`,
      title: analysis.name,
      kind: isSurvival ? 'survival' : 'incidence',
      timeName: `${unit.slice(0, 1).toUpperCase()}${unit.slice(1)} from ${endpoint?.event?.from ?? 'the start'}`,
      curves: groupsOf(analysis.result.groups).map(({ group, steps }) => ({ name: nameOf(context, group), steps })),
      stamp: context.stamp,
    });
    if (drawing === undefined) return [];
    const what = isSurvival ? 'share without the event (Kaplan–Meier)' : 'share with the event (cumulative incidence)';
    const trace = context.traces.find(`analysis:${analysis.id}`);
    return [figure(context, { id, caption: `${analysis.name}: ${what}`, drawing, trace })];
  });
}

interface Group {
  readonly group: string;
  readonly steps: readonly (readonly [number, number])[];
}

function groupsOf(value: unknown): readonly Group[] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (one): one is Group => typeof one === 'object' && one !== null && 'group' in one && Array.isArray(one.steps),
  );
}

function nameOf(context: ReportContext, group: string): string {
  return context.protocol.sequences.some(({ id }) => id === group)
    ? context.labels.sequence(group)
    : context.labels.treatment(group);
}
