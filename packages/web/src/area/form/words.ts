// Values, questions and queries in words.
import { type Item, type ItemValue, isMissing, label, type Question } from '@equipoise/trial';
import type { Formats } from '../../language/format.js';
import type { MessageKey, Say } from '../../language/message.js';

interface Words {
  readonly say: Say;
  readonly language: string;
  readonly formats: Formats;
}

/** A recorded value as people read it. */
export function wordValue(
  item: Pick<Item, 'type' | 'codes' | 'unit'> | undefined,
  value: ItemValue | null | undefined,
  { say, language, formats }: Words,
): string {
  if (value === undefined || value === null) return '';
  if (isMissing(value)) return say(`missing.${value.missing}`);
  if (typeof value === 'boolean') return say(value ? 'shell.yes' : 'shell.no');
  const text = String(value);
  switch (item?.type) {
    case 'code': {
      const name = item.codes?.find(({ code }) => code === text)?.name;
      return name === undefined ? text : label(name, language);
    }
    case 'date':
    case 'partialDate':
      return formats.day(text);
    case 'instant':
      return formats.instant(text);
    case 'integer':
    case 'decimal':
      return item.unit === undefined ? text : `${text} ${wordUnit(item.unit, say)}`;
    default:
      return text;
  }
}

/** Units of UCUM whose signs nobody writes so; those that are words are said in the language of the page. */
const signs: Readonly<Record<string, string>> = {
  Cel: '°C',
  'mm[Hg]': 'mmHg',
  '/min': '/min',
  '10*9/L': '10⁹/L',
  '10*6/kg': '10⁶/kg',
  '10*12/L': '10¹²/L',
  'kg/m2': 'kg/m²',
  mm3: 'mm³',
  '[EU]/mL': 'EU/ml',
  '1': '',
};
const words: Readonly<Record<string, MessageKey>> = {
  a: 'unit.a',
  mo: 'unit.mo',
  wk: 'unit.wk',
  d: 'unit.d',
  'mg/d': 'unit.mgPerDay',
};

export function wordUnit(unit: string, say: Say): string {
  const key = words[unit];
  if (key !== undefined) return say(key);
  return (
    signs[unit] ??
    unit
      .replace(/\{(.*?)\}/g, '$1')
      .replaceAll('[', '')
      .replaceAll(']', '')
  );
}

/** What a check asks. */
export function wordQuestion(question: Question, item: Item | undefined, { say, language }: Words): string {
  if (question.message !== undefined) return label(question.message, language);
  switch (question.check) {
    case 'belowMinimum':
      return say('form.ask.belowMinimum', { limit: item?.min });
    case 'aboveMaximum':
      return say('form.ask.aboveMaximum', { limit: item?.max });
    case 'required':
      return say('form.ask.required');
    case 'tooFewRows':
      return say('form.ask.tooFewRows');
    case 'tooManyRows':
      return say('form.ask.tooManyRows');
    case 'endsBeforeStart':
      return say('form.ask.endsBeforeStart');
    case 'endedAndOngoing':
      return say('form.ask.endedAndOngoing');
    default:
      return question.check;
  }
}
