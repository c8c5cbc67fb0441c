// The estimands of the protocol: five attributes each, and the analyses that estimate them (ICH E9(R1)).
import { labelOf } from '../text.js';
import { table } from './block.js';
import type { ReportContext } from './context.js';
import type { Html } from './html.js';

/** A table of the estimands; nothing where the protocol has none. */
export function estimandTable(context: ReportContext): Html | undefined {
  const { protocol, labels } = context;
  const estimands = protocol.estimands ?? [];
  if (estimands.length === 0) return undefined;
  const armName = (id: string) => {
    const arms = [...protocol.treatments, ...protocol.sequences];
    return labelOf(arms.find((arm) => arm.id === id)?.name, id);
  };
  const eventName = (id: string) => labelOf(protocol.intercurrentEvents?.find((event) => event.id === id)?.name, id);
  return table(context, {
    id: 'table-estimands',
    caption: 'Estimands',
    columns: ['Estimand', 'What is estimated'].map((text, at) => ({ text, isText: at === 1 })),
    rows: estimands.flatMap((estimand) => {
      const { population, treatment, intercurrentEvents, summaryMeasure } = estimand;
      const events = intercurrentEvents.map(({ event, strategy, handling }) => {
        const how = handling === undefined ? '' : ` (${labelOf(handling, '')})`;
        return `${eventName(event)}: ${spaced(strategy)}${how}`;
      });
      const analyses = protocol.analyses.filter(({ estimand: id }) => id === estimand.id);
      const described = population.description === undefined ? '' : `: ${labelOf(population.description, '')}`;
      const lines: readonly (readonly [string, string])[] = [
        ['Population', `${labels.analysisSet(population.set)}${described}`],
        ['Treatment', `${armName(treatment.active)} against ${armName(treatment.reference)}`],
        ['Endpoint', labels.endpoint(estimand.endpoint)],
        ['Intercurrent events', events.join('; ') || 'none'],
        ['Summary', spaced(summaryMeasure)],
        ['Analyses', analyses.map(({ id, name }) => labelOf(name, id)).join('; ') || 'none'],
      ];
      return [
        { head: `${labelOf(estimand.name, estimand.id)} (${estimand.level})`, cells: [], kind: 'heading' as const },
        ...lines.map(([head, text]) => ({ head, cells: [text], kind: 'indented' as const })),
      ];
    }),
  });
}

function spaced(text: string): string {
  return text.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}
