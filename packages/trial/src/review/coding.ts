// What is coded: the terms that people wrote, how they are matched with a dictionary, and whether a coding still holds.
import type { CodedThing } from '../event/review-part.js';
import type { ParticipantState } from '../evolve/participant-state.js';
import { type ReviewState, thingKey } from '../evolve/review-state.js';
import type { Coding, Protocol } from '../protocol/schema.js';
import { flatValues, itemOfFlat } from './flat-value.js';

/** A term that somebody wrote and that the protocol wants coded. */
export interface CodableTerm {
  readonly key: string;
  readonly thing: CodedThing;
  readonly coding: string;
  readonly verbatim: string;
}

/** Every term of a participant that the protocol wants coded. */
export function codableTerms(protocol: Protocol, participant: ParticipantState): readonly CodableTerm[] {
  return (protocol.dataReview?.coding ?? []).flatMap((coding) => termsOf(coding, participant));
}

function termsOf({ id, of }: Coding, { adverseEvents, forms }: ParticipantState): readonly CodableTerm[] {
  if (of === 'adverseEvents') {
    return Object.values(adverseEvents).map(({ adverseEventId, term }) => {
      const thing = { adverseEventId };
      return { key: thingKey(thing), thing, coding: id, verbatim: term };
    });
  }
  return Object.values(forms)
    .filter(({ form }) => form === of.form)
    .flatMap((form) => {
      const { visit, occurrence } = form;
      return Object.entries(flatValues(form)).flatMap(([name, verbatim]): readonly CodableTerm[] => {
        if (itemOfFlat(name) !== of.item || typeof verbatim !== 'string') return [];
        const rowId = name === of.item ? {} : { rowId: name.slice(0, name.lastIndexOf('/')) };
        const thing = { visit, form: form.form, occurrence, item: of.item, ...rowId };
        return [{ key: thingKey(thing), thing, coding: id, verbatim }];
      });
    });
}

/** Whether a term has a coding that was made of the very words that stand there now. */
export function isCoded({ codings }: ReviewState, { key, coding, verbatim }: CodableTerm): boolean {
  const coded = codings[key];
  return coded !== undefined && coded.coding === coding && coded.verbatim === verbatim;
}

/**
 * A text as it is compared: lower case, without accents, punctuation and doubled blanks, so that
 * "Head  Ache" and "head-ache" are one. The dictionary's terms go through the same function.
 */
export function normaliseTerm(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * How alike two normalised texts are, 0 to 1: twice the shared pairs of letters over all pairs (Dice's coefficient over bigrams,
 * with their counts).
 * @see Dice 1945, Ecology 26:297
 */
export function similarity(one: string, other: string): number {
  if (one === other) return 1;
  const pairs = bigrams(one);
  const others = bigrams(other);
  const total = one.length + other.length - 2;
  if (total <= 0) return 0;
  let shared = 0;
  for (const [pair, count] of pairs) shared += Math.min(count, others.get(pair) ?? 0);
  return (2 * shared) / total;
}

function bigrams(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + 1 < text.length; i++) {
    const pair = text.slice(i, i + 2);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return counts;
}
