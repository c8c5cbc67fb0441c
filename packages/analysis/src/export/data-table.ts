// The analysed records as tables: participants, their periods, their visits.
import type { Endpoint } from '@equipoise/trial';
import { assignedTreatment } from '../derive/administration.js';
import { visitsOf } from '../derive/endpoint.js';
import type { DerivedTrial, EndpointValue, FormRecord } from '../derive/record.js';
import { valuesByParticipant } from '../estimate/model-table.js';
import { labelOf } from '../text.js';
import { type ExportScope, identity, type Of } from './identity-column.js';
import { type Column, type Table, table } from './table.js';

/** One row for each randomised participant. */
export function participantTable(scope: ExportScope): Table {
  const { protocol, trial, sets } = scope;
  const values = valuesByParticipant(trial);
  const nationalTrialOf = new Map(protocol.sites.map(({ id, nationalTrial }) => [id, nationalTrial]));
  const single = protocol.endpoints.filter(({ visitsByPeriod }) => visitsByPeriod === undefined);
  const endpointOf = ({ participant }: Of, endpoint: string, visit?: string) =>
    values
      .get(participant.participantId)
      ?.find((value) => value.endpoint === endpoint && (visit === undefined || value.visit === visit));
  const eventColumn = ({ id, name }: Endpoint): Column<Of> => ({
    name: `${id}.event`,
    label: `What ended the time: ${labelOf(name, id)}`,
    type: 'number',
    note: '1 the event, 2 a competing event, 0 neither (censored)',
    value: (row) => endpointOf(row, id)?.event,
  });
  const atVisit = (endpoint: Endpoint) =>
    visitsOf(endpoint, protocol).map(
      (visit): Column<Of> => ({
        name: `${endpoint.id}.${visit}`,
        label: `${labelOf(endpoint.name, endpoint.id)} at ${visit}`,
        type: 'number',
        note: 'empty where the visit does not contribute',
        value: (row) => endpointOf(row, endpoint.id, visit)?.value,
      }),
    );
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
      name: 'correctedStratum',
      label: 'Stratum by values that were corrected after randomisation',
      type: 'text',
      note: 'empty where it is the stratum as randomised',
      value: ({ participant }) => participant.correctedStratum?.stratum,
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
    ...single.filter(({ summary }) => summary === 'byVisit').flatMap(atVisit),
    ...single.filter(({ type }) => type === 'timeToEvent').map(eventColumn),
    ...single
      .filter(({ summary }) => summary !== 'byVisit')
      .flatMap((endpoint): readonly Column<Of>[] => [
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

function rowsOf({ randomised }: DerivedTrial): readonly Of[] {
  return randomised.map((participant) => ({ participant }));
}
