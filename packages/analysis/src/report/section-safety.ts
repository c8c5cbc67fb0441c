// Safety: adverse events by sequence and by treatment received, deaths even where none, and comparisons.
import type { SafetyRow } from '../output.js';
import { labelOf } from '../text.js';
import { analysisTable } from './analysis-table.js';
import { section, type TableRow, table } from './block.js';
import type { ReportContext } from './context.js';
import { forestFigures } from './forest-figure.js';
import { type Html, html } from './html.js';
import { inProtocolOrder } from './label.js';
import { countPercent } from './number.js';

interface Group {
  readonly id: string;
  readonly name: string;
  readonly n: number;
}

interface EventKind {
  readonly event: string;
  readonly label: string;
}

/** Section "Safety". */
export async function safetySection(context: ReportContext): Promise<Html> {
  const { output, protocol } = context;
  if (protocol.adverseEvents === undefined && output.safety.length === 0) {
    return section(
      'safety',
      'Safety',
      html`<p>The protocol collects no adverse events, so this report says nothing about safety.</p>`,
    );
  }
  const comparisons = output.safetyComparisons;
  return section(
    'safety',
    'Safety',
    html`<p>Adverse events, coded by: ${protocol.adverseEvents?.dictionary.name ?? 'not stated'}. A participant with several events counts once in each row. Counts describe; they are no evidence of safety.</p>`,
    sequenceTable(context),
    receivedTable(context),
    comparisons.length === 0
      ? undefined
      : [
          await forestFigures(context, {
            id: 'figure-forest-safety',
            about: 'adverse events',
            analyses: comparisons,
          }),
          analysisTable(context, {
            id: 'table-comparisons',
            caption: 'Comparisons of adverse events',
            analyses: comparisons,
            traceKind: 'comparison',
          }),
        ],
  );
}

function sequenceTable(context: ReportContext): Html {
  const rows = context.output.safety.filter((row) => row.by === 'sequence');
  const groups = context.sequences.map((each) => ({
    ...each,
    n: rows.find((row) => row.group === each.id)?.n ?? context.output.participants.bySequence[each.id] ?? 0,
  }));
  return eventTable(context, {
    id: 'table-safety-sequence',
    caption: 'Adverse events by system organ class and sequence',
    rows,
    groups,
    traceKey: 'safety',
    notes: [],
  });
}

function receivedTable(context: ReportContext): Html {
  const rows = context.output.safety.filter((row) => row.by === 'treatmentReceived');
  const special: Readonly<Record<string, string>> = { none: 'Before any', undetermined: 'Not determined' };
  const ids = inProtocolOrder(context.protocol.treatments, [
    ...context.protocol.treatments.map((each) => each.id),
    ...rows.map((row) => row.group),
  ]);
  const groups = ids.map((id) => ({
    id,
    name: special[id] ?? context.labels.treatment(id),
    n: rows.find((row) => row.group === id)?.n ?? 0,
  }));
  const withoutSerious = groups.filter(
    (group) =>
      group.n > 0 && special[group.id] === undefined && (findRow(rows, 'serious', group.id)?.events ?? 0) === 0,
  );
  return eventTable(context, {
    id: 'table-safety-received',
    caption: 'Adverse events by the treatment received at their onset',
    rows,
    groups,
    traceKey: 'received',
    notes: [
      ...withoutSerious.map((group) => `No serious adverse event was recorded under ${group.name} (n = ${group.n}).`),
      ...(context.protocol.periods.length > 1
        ? [
            'In a crossover trial a participant counts under each treatment that was given; n is who received it at least once.',
          ]
        : []),
    ],
  });
}

interface EventTableInput {
  readonly id: string;
  readonly caption: string;
  readonly rows: readonly SafetyRow[];
  readonly groups: readonly Group[];
  readonly traceKey: string;
  readonly notes: readonly string[];
}

function eventTable(context: ReportContext, input: EventTableInput): Html {
  const { rows, groups } = input;
  const cells = (kind: EventKind) =>
    groups.flatMap((group) => {
      const row = findRow(rows, kind.event, group.id);
      return [String(row?.events ?? 0), countPercent(row?.participants ?? 0, row?.n ?? group.n)];
    });
  const toRow = (kind: EventKind, look: TableRow['kind']): TableRow => ({
    head: kind.label,
    cells: cells(kind),
    ...(look === undefined ? {} : { kind: look }),
  });
  const kinds = kindsOf(context, rows);
  return table(context, {
    id: input.id,
    caption: input.caption,
    groups: groups.map((group) => ({ text: `${group.name} (n = ${group.n})`, span: 2 })),
    columns: [{ text: 'Event' }, ...groups.flatMap(() => [{ text: 'Events' }, { text: 'Participants' }])],
    rows: [
      toRow(kinds.all, 'total'),
      ...kinds.classes.map((kind) => toRow(kind, 'indented')),
      ...kinds.others.map((kind) => toRow(kind, 'indented')),
      toRow(kinds.serious, 'total'),
      toRow(kinds.deaths, 'total'),
    ],
    notes: input.notes,
    trace: context.traces.find(input.traceKey),
  });
}

/** Classes with no event at all are left out of the table, deaths and serious events never. */
function kindsOf(context: ReportContext, rows: readonly SafetyRow[]) {
  const labelled = (event: string, fallback: string): EventKind => ({
    event,
    label: rows.find((row) => row.event === event)?.label ?? fallback,
  });
  const dictionary = context.protocol.adverseEvents?.dictionary.systemOrganClasses ?? [];
  const happened = (event: string) => rows.some((row) => row.event === event && row.events > 0);
  const fixed = new Set(['all', 'serious', 'fatal', ...dictionary.map((each) => each.code)]);
  return {
    all: labelled('all', 'All adverse events'),
    classes: dictionary
      .filter((each) => happened(each.code))
      .map((each) => ({ event: each.code, label: labelOf(each.name, each.code) })),
    others: [...new Set(rows.map((row) => row.event))]
      .filter((event) => !fixed.has(event))
      .map((event) => labelled(event, event)),
    serious: labelled('serious', 'Serious adverse events'),
    deaths: labelled('fatal', 'Deaths'),
  };
}

function findRow(rows: readonly SafetyRow[], event: string, group: string): SafetyRow | undefined {
  return rows.find((row) => row.event === event && row.group === group);
}
