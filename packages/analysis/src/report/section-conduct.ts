// The conduct of the trial: deviations, and how the record was read.
import { section, table } from './block.js';
import type { ReportContext } from './context.js';
import { type Html, html } from './html.js';

/** Section "Conduct". */
export function conductSection(context: ReportContext): Html {
  const { output, sequences } = context;
  const deviations =
    output.deviations.length === 0
      ? html`<p>No deviation was recorded.</p>`
      : table(context, {
          id: 'table-deviations',
          caption: 'Deviations from the protocol',
          columns: [
            { text: 'Category' },
            { text: 'Importance', isText: true },
            ...sequences.map((each) => ({ text: each.name })),
            { text: 'All randomised' },
            { text: 'Not randomised' },
          ],
          rows: output.deviations.map((each) => ({
            head: sentenceOf(each.category),
            cells: [
              each.importance,
              ...sequences.map((sequence) => String(each.bySequence[sequence.id] ?? 0)),
              String(each.total),
              String(each.notRandomised),
            ],
          })),
          trace: context.traces.find('deviations'),
        });
  const reading =
    output.notes.length === 0
      ? undefined
      : html`<h3>How the record was read</h3><ul>${output.notes.map((note) => html`<li>${note}</li>`)}</ul>`;
  return section('conduct', 'Conduct', deviations, reading);
}

/** "lateVisit" and "late-visit" read as "Late visit". */
function sentenceOf(text: string): string {
  const spaced = text
    .replace(/[-_]/g, ' ')
    .replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
