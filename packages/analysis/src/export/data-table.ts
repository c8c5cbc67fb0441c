// The analysed records as tables: participants, their visits, their periods, adverse events, deviations.
import { isMissing, type Protocol } from '@equipoise/trial';
import { assignedTreatment } from '../derive/administration.js';
import type { DerivedTrial, EndpointValue, FormRecord, RandomisedParticipant } from '../derive/record.js';
import { valuesByParticipant } from '../estimate/model-table.js';
import type { SetMembership } from '../set/analysis-set.js';
import { labelOf } from '../text.js';
import { type Column, type Table, table } from './table.js';

/** What the tables are made of. */
export interface ExportScope {
  readonly protocol: Protocol;
  readonly trial: DerivedTrial;
  readonly sets: readonly SetMembership[];
  readonly synthetic: boolean;
}

type Of = { readonly participant: RandomisedParticipant };

/** One row for each randomised participant. */
export function participantTable(scope: ExportScope): Table {
  const { protocol, trial, sets } = scope;
  const values = valuesByParticipant(trial);
  const nationalTrialOf = new Map(protocol.sites.map(({ id, nationalTrial }) => [id, nationalTrial]));
  const single = protocol.endpoints.filter(({ visitsByPeriod }) => visitsByPeriod === undefined);
  const endpointOf = ({ participant }: Of, endpoint: string) =>
    values.get(participant.participantId)?.find((value) => value.endpoint === endpoint);
  const columns: readonly Column<Of>[] = [
    ...identity(scope),
    { name: 'site', label: 'Site', type: 'text', value: ({ participant }) => participant.siteId },
    {
      name: 'nationalTrial',
      label: 'National trial of the site',
      type: 'text',
      value: ({ participant }) => nationalTrialOf.get(participant.siteId),
    },
    {
      name: 'stratum',
      label: 'Stratum as randomised',
      type: 'text',
      value: ({ participant }) => participant.randomisation.stratum,
    },
    {
      name: 'randomisedOn',
      label: 'Day of randomisation',
      type: 'date',
      value: ({ participant }) => participant.randomisation.randomisedOn?.text,
    },
    {
      name: 'treatment',
      label: 'Treatment assigned in the first period',
      type: 'text',
      value: ({ participant }) => assignedTreatment(protocol, participant.sequence, protocol.periods[0]!.id),
    },
    ...sets.map(
      ({ definition, members }): Column<Of> => ({
        name: `in${definition.id}`,
        label: `In the set: ${labelOf(definition.name, definition.id)}`,
        type: 'yes or no',
        value: ({ participant }) => members.some(({ participantId }) => participantId === participant.participantId),
      }),
    ),
    ...single.flatMap((endpoint): readonly Column<Of>[] => [
      {
        name: endpoint.id,
        label: labelOf(endpoint.name, endpoint.id),
        type: 'number',
        note: `${endpoint.summary} over visits that contribute; empty where none does`,
        value: (row) => endpointOf(row, endpoint.id)?.value,
      },
      {
        name: `${endpoint.id}.scansRead`,
        label: `Visits that contribute to ${endpoint.id}; scansRead in formulas of analyses of this endpoint`,
        type: 'number',
        value: (row) => endpointOf(row, endpoint.id)?.contributing ?? 0,
      },
    ]),
  ];
  return table('participants.csv', 'One row for each randomised participant', { columns, rows: rowsOf(trial) });
}

/** One row for each participant and period of the cut, with endpoints that have one value in each period. */
export function periodTable(scope: ExportScope): Table {
  const { protocol, trial } = scope;
  const values = valuesByParticipant(trial);
  const rows = rowsOf(trial).flatMap(({ participant }) => trial.periods.map((period) => ({ participant, period })));
  type Row = (typeof rows)[number];
  const endpointOf = ({ participant, period }: Row, endpoint: string): EndpointValue | undefined =>
    values.get(participant.participantId)?.find((value) => value.endpoint === endpoint && value.period === period);
  const columns: readonly Column<Row>[] = [
    ...identity(scope),
    { name: 'period', label: 'Period', type: 'text', value: ({ period }) => period },
    {
      name: 'treatmentAssigned',
      label: 'Treatment that the sequence assigns to the period',
      type: 'text',
      value: ({ participant, period }) => assignedTreatment(protocol, participant.sequence, period),
    },
    {
      name: 'treatmentReceived',
      label: 'Treatment received in the period',
      type: 'text',
      note: 'empty where none was given; as assigned where the trial records no administrations',
      value: ({ participant, period }) => trial.receivedIn(participant.participantId, period),
    },
    {
      name: 'givenOn',
      label: 'Day of the administration',
      type: 'date',
      value: ({ participant, period }) =>
        trial.administrations.find((one) => one.participantId === participant.participantId && one.period === period)
          ?.givenOn?.text,
    },
    ...protocol.endpoints
      .filter(({ visitsByPeriod }) => visitsByPeriod !== undefined)
      .flatMap((endpoint): readonly Column<Row>[] => [
        {
          name: endpoint.id,
          label: labelOf(endpoint.name, endpoint.id),
          type: 'number',
          note: `${endpoint.summary} over visits of the period that contribute; empty where none does`,
          value: (row) => endpointOf(row, endpoint.id)?.value,
        },
        {
          name: `${endpoint.id}.scansRead`,
          label: `Visits of the period that contribute to ${endpoint.id}`,
          type: 'number',
          value: (row) => endpointOf(row, endpoint.id)?.contributing ?? 0,
        },
      ]),
  ];
  return table('participant-periods.csv', 'One row for each randomised participant and period', { columns, rows });
}

/** One row for each participant and visit of the cut at which an endpoint is observed. */
export function visitTable(scope: ExportScope): Table {
  const { protocol, trial } = scope;
  const values = valuesByParticipant(trial);
  const visits = protocol.visits.filter(({ id }) => trial.coversVisit(id));
  const dates = new Map<string, FormRecord>();
  for (const form of trial.forms) {
    const key = `${form.participantId}|${form.visit}`;
    if (form.happenedOn !== null && !dates.has(key)) dates.set(key, form);
  }
  const rows = rowsOf(trial).flatMap(({ participant }) => {
    const own = values.get(participant.participantId) ?? [];
    return visits.flatMap((visit) => {
      const observed = new Map(
        own.flatMap((value) =>
          value.visits.filter((one) => one.visit === visit.id).map((one) => [value.endpoint, one] as const),
        ),
      );
      return observed.size === 0 ? [] : [{ participant, visit, observed }];
    });
  });
  type Row = (typeof rows)[number];
  const columns: readonly Column<Row>[] = [
    ...identity(scope),
    { name: 'visit', label: 'Visit', type: 'text', value: ({ visit }) => visit.id },
    {
      name: 'period',
      label: 'Period of the visit',
      type: 'text',
      note: 'empty before randomisation',
      value: ({ visit }) => visit.period,
    },
    {
      name: 'visitedOn',
      label: 'Day of the visit',
      type: 'date',
      value: ({ participant, visit }) => dates.get(`${participant.participantId}|${visit.id}`)?.happenedOn?.text,
    },
    ...protocol.endpoints.flatMap((endpoint): readonly Column<Row>[] => [
      {
        name: endpoint.id,
        label: `${labelOf(endpoint.name, endpoint.id)}: value at the visit`,
        type: 'number',
        note: 'empty where the visit does not contribute',
        value: ({ observed }) => observed.get(endpoint.id)?.value,
      },
      {
        name: `${endpoint.id}.status`,
        label: `Whether the visit contributes to ${endpoint.id}`,
        type: 'text',
        note: 'contributes; unreadable; missing and why; empty where the endpoint does not use the visit',
        value: ({ observed }) => {
          const one = observed.get(endpoint.id);
          return one?.status === 'missing' ? `missing: ${one.missing}` : one?.status;
        },
      },
    ]),
  ];
  return table(
    'participant-visits.csv',
    'One row for each randomised participant and visit at which an endpoint is observed',
    {
      columns,
      rows,
    },
  );
}

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

function identity({ synthetic, trial }: ExportScope): readonly Column<Of>[] {
  return [
    {
      name: 'synthetic',
      label: 'Whether the data are made',
      type: 'text',
      note: 'SYNTHETIC: made data, from which nothing follows about any real treatment',
      value: () => (synthetic ? 'SYNTHETIC' : 'no'),
    },
    {
      name: 'arms',
      label: 'Whether sequences and treatments are those of the allocation',
      type: 'text',
      note: 'DUMMY: dealt at random because the trial is blind',
      value: () => (trial.dummyArms ? 'DUMMY' : 'actual'),
    },
    { name: 'participant', label: 'Participant', type: 'text', value: ({ participant }) => participant.participantId },
    {
      name: 'randomisationNumber',
      label: 'Randomisation number',
      type: 'text',
      value: ({ participant }) => participant.randomisation.number,
    },
    { name: 'sequence', label: 'Sequence', type: 'text', value: ({ participant }) => participant.sequence },
  ];
}

function rowsOf({ randomised }: DerivedTrial): readonly Of[] {
  return randomised.map((participant) => ({ participant }));
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
