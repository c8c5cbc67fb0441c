// The appendix: what was assumed, the trace of every number, and all that the methods computed.
import { listAssumptions } from './assumption.js';
import { section, table } from './block.js';
import type { ReportContext } from './context.js';
import { attributes, type Html, html } from './html.js';
import type { TraceEntry } from './trace.js';

/** Section "Assumptions". */
export function assumptionSection(context: ReportContext): Html {
  const assumptions = listAssumptions(context.protocol);
  return section(
    'assumptions',
    'Assumptions of the protocol file',
    assumptions.length === 0
      ? html`<p>The protocol file marks nothing as assumed.</p>`
      : table(context, {
          id: 'table-assumptions',
          caption: 'Statements that no source supports, marked so in the protocol file',
          columns: [{ text: 'Place' }, { text: 'What', isText: true }],
          rows: assumptions.map((each) => ({
            head: html`<code>${each.path}</code>`,
            cells: [
              each.source === undefined
                ? each.what
                : html`${each.what}${each.what === '' ? '' : ' '}<span class="sub">${each.source}</span>`,
            ],
          })),
        }),
  );
}

/** Section "Trace": one row for each number or group of numbers, and what its method computed. */
export function traceSection(context: ReportContext): Html {
  const { entries } = context.traces;
  const computed = entries.filter((entry) => entry.analysis !== undefined);
  return section(
    'trace',
    'Trace of every number',
    html`<p>The small marks beside numbers lead here. A record is an event of the trial\u2019s record; its digest is SHA-256 over the hashes of the events behind the number.</p>`,
    table(context, {
      id: 'table-trace',
      caption: 'What is behind each number',
      columns: [
        { text: 'Mark' },
        { text: 'What', isText: true },
        { text: 'Endpoint', isText: true },
        { text: 'Analysis set', isText: true },
        { text: 'Method', isText: true },
        { text: 'Participants' },
        { text: 'Records' },
      ],
      rows: entries.map((entry) => ({
        head: html`<span${attributes({ id: entry.ref })}>${entry.ref}</span>`,
        cells: [
          entry.what,
          entry.endpoint,
          entry.analysisSet,
          entry.method,
          String(entry.participants),
          entry.records === undefined ? '\u2013' : String(entry.records),
        ],
      })),
    }),
    computed.length === 0
      ? undefined
      : html`<h3>Computed quantities</h3><dl class="computed">${computed.map(computedEntry)}</dl>`,
  );
}

function computedEntry(entry: TraceEntry): Html {
  const isTabled = entry.method === 'summary';
  const values = isTabled ? [] : flatten(entry.analysis?.result ?? {});
  return html`<div><dt><a href="#${entry.ref}">${entry.ref}</a> ${entry.what}</dt><dd>${values.map(([key, value], index) => html`${index === 0 ? '' : ' \u00b7 '}<span class="pair">${key}\u00a0<b>${value}</b></span>`)}${values.length > 0 ? undefined : isTabled ? 'as in its table' : 'nothing was computed'} <span class="digest">records <code>${entry.digest ?? '\u2013'}</code></span></dd></div>`;
}

/** Leaves of a result with their dotted keys; lists of more than 12 numbers give their length. */
function flatten(value: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'number') return [[path, numberText(value)]];
  if (typeof value === 'string' || typeof value === 'boolean') return [[path, String(value)]];
  if (Array.isArray(value)) {
    if (value.length === 0) return [];
    const isNumeric = value.every((each) => typeof each === 'number');
    if (isNumeric && value.length <= 12) return [[path, value.map((each) => numberText(Number(each))).join(', ')]];
    return isNumeric
      ? [[path, `${value.length} values`]]
      : value.flatMap((each, index) => flatten(each, `${path}[${index + 1}]`));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, each]) => flatten(each, path === '' ? key : `${path}.${key}`));
  }
  return [];
}

/** Six significant digits: enough to compare with another program. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value).replace('-', '\u2212');
  return String(Number(value.toPrecision(6))).replace('-', '\u2212');
}
