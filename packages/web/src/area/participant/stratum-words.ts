// The stratum of a participant in words: each factor with its level, as it was randomised, as it was corrected, and as the values stand.
import {
  calculateItems,
  type ItemValue,
  isMissing,
  label,
  latestOf,
  type Protocol,
  type RecordedForm,
} from '@equipoise/trial';
import { valueFactors } from './stratum-factor.js';

/** The levels of a stratum by the ids of its factors: "sex=f;age=old", percent-encoded. */
export function levelsOf(stratum: string | null): Readonly<Record<string, string>> {
  const pairs = (stratum ?? '').split(';').map((part) => part.split('='));
  return Object.fromEntries(
    pairs.flatMap(([id, level]) =>
      id === undefined || level === undefined ? [] : [[decodeURIComponent(id), decodeURIComponent(level)]],
    ),
  );
}

/** The values that decide the stratum, of forms up to the day of randomisation; a later value decides nothing. */
export function decidingValues(
  protocol: Protocol,
  recorded: readonly RecordedForm[],
  randomisedOn: string | null,
): Readonly<Record<string, ItemValue>> {
  const early = recorded.filter(
    ({ day }) => randomisedOn === null || (day ?? '').slice(0, randomisedOn.length) <= randomisedOn,
  );
  const values = latestOf(calculateItems(protocol, early));
  return Object.fromEntries(
    valueFactors(protocol).flatMap(({ from }) => {
      const value = values[from.item];
      return value === undefined || isMissing(value) ? [] : [[from.item, value]];
    }),
  );
}

interface Words {
  readonly language: string;
  readonly yes: string;
  readonly no: string;
}

/** The name of a factor: that of the item that it is made of. */
export function factorName(protocol: Protocol, item: string, language: string): string {
  return label(itemOf(protocol, item)?.name ?? item, language);
}

/** A level as people read it. */
export function levelName(protocol: Protocol, item: string, level: string | undefined, words: Words): string {
  if (level === undefined) return '';
  const found = itemOf(protocol, item);
  if (found?.type === 'boolean') return level === 'true' ? words.yes : words.no;
  return label(found?.codes?.find(({ code }) => code === level)?.name ?? level, words.language);
}

function itemOf(protocol: Protocol, id: string) {
  return protocol.forms.flatMap((form) => form.items).find((item) => item.id === id);
}
