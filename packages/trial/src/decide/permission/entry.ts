// Permissions about the entry that a participant is randomised to: its stratum, caps, list and replacement.
import type { CommandBody } from '../../command/catalogue.js';
import { listLengths } from '../../evolve/allocation-state.js';
import { capsOf } from '../../randomisation/cap.js';
import { stratumOf } from '../../randomisation/stratum.js';
import { type Refusal, refuse } from '../../refusal.js';
import { latestValues, valuesAtRandomisation } from '../rule.js';
import type { Situation } from '../situation.js';

/** Why a participant who may be randomised gets no entry: no stratum, no place, nobody to replace, no entry left. */
export function entryRefusal({ replaces }: CommandBody<'randomise'>, situation: Situation): Refusal | undefined {
  const { trial, participant, protocol, siteId = '', stratum } = situation;
  const found = stratumOf(protocol, siteId, latestValues(protocol, participant));
  if (!found.ok) return stratumUnknown(found.missing);
  const { key } = found.stratum;
  if (replaces !== undefined) {
    const refusal = replacementRefusal(situation, key);
    if (refusal !== undefined || takesSameEntry(situation)) return refusal;
  }
  const refusal = capRefusal(situation, key);
  if (refusal !== undefined) return refusal;
  const entries = listLengths(trial.allocation, trial.allocationLater);
  if (entries === undefined) return undefined;
  const length = Object.hasOwn(entries, key) ? (entries[key] ?? 0) : 0;
  if (stratum.nextIndex < length) return undefined;
  return refuse('list-exhausted', `The list has ${length} entries for the stratum ${key}, and all are taken.`, {
    stratum: key,
    entries: length,
  });
}

/** Why there is no stratum to correct. */
export function correctionRefusal({ participant, protocol, siteId = '' }: Situation): Refusal | undefined {
  const { randomisation, correctedStratum } = participant;
  if (randomisation === undefined) {
    return refuse('not-randomised', 'The participant is not randomised yet; the stratum follows from the values.');
  }
  // The stratum was made of the site of then; a transfer changes nothing of it.
  const site = participant.capture.siteAtRandomisation ?? siteId;
  const found = stratumOf(protocol, site, valuesAtRandomisation(protocol, participant));
  if (!found.ok) return stratumUnknown(found.missing);
  const { stratum, levels } = correctedStratum ?? randomisation;
  if (found.stratum.key !== stratum || !isSame(found.stratum.levels, levels)) return undefined;
  return refuse('nothing-changes', `The values still give the stratum ${stratum}; correct them first.`, { stratum });
}

/** Whether a replacement takes over the entry, and so the sequence, of whom it replaces. */
export function takesSameEntry({ protocol, replaced }: Pick<Situation, 'protocol' | 'replaced'>): boolean {
  return replaced !== undefined && protocol.randomisation.replacement?.withSameSequence === true;
}

/** The caps of which a participant takes a place: not those under which falls whom this one replaces. */
export function capsToTake(
  { protocol, siteId = '', replaced }: Pick<Situation, 'protocol' | 'siteId' | 'replaced'>,
  stratum: string,
): ReturnType<typeof capsOf> {
  const caps = capsOf(protocol, siteId, stratum);
  if (replaced?.screening === undefined || replaced.randomisation === undefined) return caps;
  const held = capsOf(
    protocol,
    replaced.capture.siteAtRandomisation ?? replaced.screening.siteId,
    replaced.randomisation.stratum,
  ).map(({ key }) => key);
  return caps.filter(({ key }) => !held.includes(key));
}

function capRefusal(situation: Situation, stratum: string): Refusal | undefined {
  const full = capsToTake(situation, stratum).find(
    ({ key, limit }) => (situation.caps[key]?.placesTaken ?? 0) >= limit,
  );
  if (full === undefined) return undefined;
  const { key, limit } = full;
  return refuse('cap-reached', `All ${limit} places of the cap ${key} are taken; nobody more is randomised there.`, {
    cap: key,
    limit,
  });
}

function replacementRefusal(situation: Situation, stratum: string): Refusal | undefined {
  const { protocol, replaced } = situation;
  if (protocol.randomisation.replacement?.allowed !== true) {
    return refuse('replacement-not-allowed', 'The protocol does not allow that a participant is replaced.');
  }
  if (replaced?.randomisation === undefined || replaced.withdrawals.length === 0) {
    return refuse(
      'replaced-not-withdrawn',
      'Only a randomised participant who withdrew is replaced; this one did not.',
    );
  }
  if (replaced.replacement !== undefined) {
    return refuse('already-replaced', 'This participant is replaced already, and is replaced once.');
  }
  if (!takesSameEntry(situation)) return undefined;
  if (replaced.randomisation.stratum !== stratum) {
    const { stratum: of } = replaced.randomisation;
    return refuse(
      'replacement-stratum-differs',
      `The entry belongs to the stratum ${of}, the participant to ${stratum}.`,
      {
        stratum,
        replaced: of,
      },
    );
  }
  if (replaced.codeBreaks.length === 0) return undefined;
  return refuse(
    'replacement-would-unblind',
    'The code of that participant was broken, so the sequence of whoever takes over the entry would be known.',
  );
}

function stratumUnknown(factors: readonly string[]): Refusal {
  return refuse('stratum-unknown', `There is no value yet for: ${factors.join(', ')}.`, { factors });
}

function isSame(one: Readonly<Record<string, unknown>> = {}, other: Readonly<Record<string, unknown>> = {}): boolean {
  const ids = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...ids].every((id) => one[id] === other[id]);
}
