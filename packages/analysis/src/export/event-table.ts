// The adverse events and deviations of randomised participants as tables.
import { isMissing } from '@equipoise/trial';
import type { DerivedTrial } from '../derive/record.js';
import { type ExportScope, identity } from './identity-column.js';
import { type Column, type Table, table } from './table.js';

/** One row for each adverse event of a randomised participant. */
export function adverseEventTable(scope: ExportScope): Table {
  const rows = joined(scope.trial, scope.trial.adverseEvents);
  type Row = (typeof rows)[number];
  const columns: readonly Column<Row>[] = [
    ...identity(scope),
    { name: 'adverseEvent', label: 'Adverse event', type: 'text', value: ({ record }) => record.adverseEventId },
    { name: 'term', label: 'Term as reported', type: 'text', value: ({ record }) => record.term },
    {
      name: 'systemOrganClass',
      label: 'System organ class',
      type: 'text',
      value: ({ record }) => record.systemOrganClass,
    },
    {
      name: 'startedOn',
      label: 'Onset as recorded',
      type: 'date',
      note: 'may be partial',
      value: ({ record }) => dateText(record.startedOn),
    },
    { name: 'onset', label: 'Onset as used', type: 'date', value: ({ record }) => record.onset ?? undefined },
    { name: 'onsetImputed', label: 'Onset imputed', type: 'yes or no', value: ({ record }) => record.onsetImputed },
    {
      name: 'period',
      label: 'Period at onset',
      type: 'text',
      note: 'none: before any administration; undetermined: no date tells',
      value: ({ record }) => record.period,
    },
    {
      name: 'treatmentReceived',
      label: 'Treatment received in that period',
      type: 'text',
      value: ({ record }) => record.treatment,
    },
    {
      name: 'counted',
      label: 'Within the window in which the protocol counts events',
      type: 'yes or no',
      value: ({ record }) => record.counted,
    },
    { name: 'severity', label: 'Severity', type: 'text', value: ({ record }) => record.severity },
    { name: 'serious', label: 'Serious', type: 'yes or no', value: ({ record }) => record.serious },
    {
      name: 'seriousness',
      label: 'Criteria of seriousness',
      type: 'text',
      value: ({ record }) => record.seriousness?.join(' '),
    },
    { name: 'outcome', label: 'Outcome', type: 'text', value: ({ record }) => record.outcome },
    ...(['harvest', 'infusion', 'product'] as const).map(
      (target): Column<Row> => ({
        name: `causality.${target}`,
        label: `Causality to the ${target}`,
        type: 'text',
        value: ({ record }) => record.causality[target],
      }),
    ),
  ];
  return table('adverse-events.csv', 'One row for each adverse event of a randomised participant', { columns, rows });
}

/** One row for each deviation of a randomised participant. */
export function deviationTable(scope: ExportScope): Table {
  const rows = joined(scope.trial, scope.trial.deviations);
  type Row = (typeof rows)[number];
  const columns: readonly Column<Row>[] = [
    ...identity(scope),
    { name: 'deviation', label: 'Deviation', type: 'text', value: ({ record }) => record.deviationId },
    { name: 'category', label: 'Category', type: 'text', value: ({ record }) => record.category },
    { name: 'importance', label: 'Importance', type: 'text', value: ({ record }) => record.importance },
    { name: 'occurredOn', label: 'Day', type: 'date', value: ({ record }) => record.on?.text },
    { name: 'description', label: 'Description', type: 'text', value: ({ record }) => record.description },
    { name: 'detectedBy', label: 'Detected by', type: 'text', value: ({ record }) => record.detectedBy },
  ];
  return table('deviations.csv', 'One row for each deviation of a randomised participant', { columns, rows });
}

function joined<R extends { readonly participantId: string }>(trial: DerivedTrial, records: readonly R[]) {
  const participants = new Map(trial.randomised.map((participant) => [participant.participantId, participant]));
  return records.flatMap((record) => {
    const participant = participants.get(record.participantId);
    return participant === undefined ? [] : [{ participant, record }];
  });
}

function dateText(date: string | { readonly missing: string }): string {
  return isMissing(date) ? `missing: ${date.missing}` : (date as string);
}
