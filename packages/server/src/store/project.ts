// Projection: the read rows that follow from events. The write path and `rebuild` use this one function.
import {
  type Folded,
  type ParticipantState,
  type Protocol,
  type ProtocolVersions,
  type StreamId,
  siteOf,
  type TrialEvent,
  type TrialId,
  type TrialState,
} from '@equipoise/trial';
import { accessRows } from './projection/access.js';
import { allocationRows, listRows } from './projection/allocation.js';
import { amendmentRows, consentRows } from './projection/amendment.js';
import { captureRows, rangeRows } from './projection/capture.js';
import { productRows } from './projection/product.js';
import { monitoringRows, reviewRows } from './projection/review.js';
import { boardRows, safetyRows } from './projection/safety.js';
import { thingVersionRows } from './projection/thing-version.js';
import type { ReadTable } from './read-table/read-table.js';

export interface Projected {
  readonly trialId: TrialId;
  /** The version by which the rows are made: of a participant that of the site, of the trial the latest that counts. */
  readonly protocol: Protocol;
  readonly versions: ProtocolVersions;
  readonly mode: string;
}

export interface Located extends Folded {
  readonly streamId: StreamId;
  readonly version: number;
}

export type Row = Readonly<Record<string, unknown>>;
export type Rows = Partial<Record<ReadTable, readonly Row[]>>;

/** The rows that one event of the trial's stream changes. `before` and `after` are the states around it. */
export function projectTrial(about: Projected, located: Located, before: TrialState, after: TrialState): Rows {
  const trial = [trialRow(about, after)];
  const lists = listRows(about, located, after);
  return {
    trial,
    ...monitoringRows(about, located, after),
    ...boardRows(about, located, before, after),
    ...rangeRows(about, located),
    ...accessRows(about, located, before, after),
    ...amendmentRows(about, located, after),
    ...lists,
  };
}

/** The rows that one event of a participant's stream changes. `before` and `after` are the states around it. */
export function projectParticipant(
  about: Projected,
  located: Located,
  before: ParticipantState,
  after: ParticipantState,
): Rows {
  if (!after.screening) return {};
  const { participantId } = after.screening;
  const siteId = siteOf(after);
  const key = { trial_id: about.trialId, mode: about.mode, participant_id: participantId, site_id: siteId };
  const place = { stream_id: located.streamId, version: located.version };
  const isTransferred = located.event?.type === 'ParticipantTransferred';
  return {
    ...(isTransferred || !isSameParticipant(before, after)
      ? { participant: [{ ...key, ...participantRow(after), ...(isTransferred ? { isTransferred } : {}) }] }
      : {}),
    ...detailRows(located.event, { key, place, after }),
    ...productRows(about, located, { key, after }),
    ...captureRows(located, { key, protocol: about.protocol, before, after }),
    ...consentRows(located, key),
    ...allocationRows(located, key, after, about.protocol),
    ...safetyRows(about, located, { key, siteId: siteId ?? after.screening.siteId, after }),
    ...reviewRows(about, located, key, { before, after }),
    ...thingVersionRows(located, key, after),
  };
}

function trialRow({ trialId, mode, protocol }: Projected, state: TrialState): Row {
  const status = state.isUnblinded
    ? 'unblinded'
    : state.isLocked
      ? 'locked'
      : state.isLive
        ? 'recruiting'
        : 'in preparation';
  return {
    trial_id: trialId,
    mode,
    protocol_id: protocol.id,
    acronym: protocol.acronym,
    protocol_version: protocol.version,
    status,
    synthetic: state.creation?.synthetic ?? false,
  };
}

/** Whether the row of a participant reads as before: most events change something else. */
function isSameParticipant(before: ParticipantState, after: ParticipantState): boolean {
  return (
    before.screening !== undefined &&
    siteOf(before) === siteOf(after) &&
    JSON.stringify(participantRow(before)) === JSON.stringify(participantRow(after))
  );
}

function participantRow(state: ParticipantState): Row {
  const { screening, randomisation, withdrawals, infusions } = state;
  const status =
    withdrawals.length > 0 ? 'withdrawn' : infusions.length > 0 ? 'treated' : randomisation ? 'randomised' : 'screened';
  return {
    screening_number: screening?.screeningNumber,
    screened_on: dateText(screening?.screenedOn),
    status,
    randomisation_number: randomisation?.randomisationNumber ?? null,
    stratum: randomisation?.stratum ?? null,
    randomised_on: dateText(randomisation?.randomisedOn),
    product_secured: state.product !== undefined,
    withdrawn: withdrawals.map((withdrawal) => withdrawal.kind),
  };
}

interface Detail {
  readonly key: Row;
  readonly place: Row;
  readonly after: ParticipantState;
}

function detailRows(event: TrialEvent | undefined, { key, place, after }: Detail): Rows {
  switch (event?.type) {
    case 'BagPrepared':
      return {
        bag: [
          {
            ...key,
            bag_code: event.payload.bagCode,
            administration: event.payload.administration,
            volume_ml: event.payload.volumeMl,
          },
        ],
      };
    case 'AdverseEventReported':
    case 'AdverseEventUpdated': {
      const { adverseEventId } = event.payload;
      const facts = after.adverseEvents[adverseEventId];
      return facts ? { adverse_event: [{ ...key, adverse_event_id: adverseEventId, facts, ...place }] } : {};
    }
    default:
      return {};
  }
}

function dateText(date: unknown): string | null {
  if (date === undefined) return null;
  return typeof date === 'string' ? date : `missing: ${(date as { missing: string }).missing}`;
}
