// The read rows of the allocation: a randomisation, the length of each stratum of a list, who may no longer rate.
import { listLengths, type ParticipantState, type Protocol, type TrialState } from '@equipoise/trial';
import type { Located, Projected, Row, Rows } from '../project.js';

/** The rows that an event of the trial's stream changes. */
export function listRows({ trialId, mode }: Projected, { event }: Located, after: TrialState): Rows {
  if (event?.type !== 'AllocationCommitted' && event?.type !== 'AllocationListAppended') return {};
  const lengths = listLengths(after.allocation, after.allocationLater) ?? {};
  const rows = Object.entries(lengths).map(([stratum, entries]) => ({ trial_id: trialId, mode, stratum, entries }));
  return rows.length === 0 ? {} : { list_stratum: rows };
}

/**
 * The rows that an event of a participant's stream changes.
 *
 * @param key the columns that every row of this participant bears
 */
export function allocationRows({ event }: Located, key: Row, after: ParticipantState, protocol: Protocol): Rows {
  switch (event?.type) {
    case 'ParticipantRandomised':
    case 'StratumCorrected':
    case 'ParticipantReplaced':
      return after.randomisation === undefined
        ? {}
        : { randomisation: [{ ...key, ...randomisationRow(after, protocol) }] };
    case 'CodeBroken':
    case 'AnswerCollected':
    case 'EntryOpened':
      return barRows(key, after);
    default:
      return {};
  }
}

function randomisationRow(after: ParticipantState, protocol: Protocol): Row {
  const { randomisation, correctedStratum, replacement } = after;
  const { randomisedOn, replaces } = randomisation ?? {};
  const tookOver = replaces !== undefined && protocol.randomisation.replacement?.withSameSequence === true;
  return {
    randomisation_number: randomisation?.randomisationNumber,
    stratum: randomisation?.stratum,
    entry: randomisation?.index,
    corrected_stratum: correctedStratum?.stratum ?? null,
    randomised_on: typeof randomisedOn === 'string' ? randomisedOn : null,
    automatic: randomisation?.automatic,
    replaces: replaces ?? null,
    shares_entry: tookOver || replacement?.sameEntry === true,
  };
}

/** "*" stands for everybody who rates blind; the others are the people who saw the sequence. */
function barRows(key: Row, { unblinding }: ParticipantState): Rows {
  const barred = [...(unblinding.knownSince === undefined ? [] : ['*']), ...unblinding.seenBy];
  return barred.length === 0 ? {} : { rating_bar: barred.map((one) => ({ ...key, barred: one })) };
}
