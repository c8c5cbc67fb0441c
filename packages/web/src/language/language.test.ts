// Every language says everything: all keys, the same arguments, messages that can be formatted.
import { IntlMessageFormat } from 'intl-messageformat';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { english } from './en/all.js';
import { chooseLanguage, type Language, languages, loadMessages, type MessageKey, sayIn } from './message.js';

const keys = Object.keys(english) as MessageKey[];

/** Names of the arguments of a message, also within its plurals and choices. */
function argumentsOf(text: string, language: string): readonly string[] {
  const names = new Set<string>();
  const visit = (parts: readonly object[]) => {
    for (const part of parts as { type: number; value?: string; options?: Record<string, { value: object[] }> }[]) {
      // 0 is a literal, 7 the "#" of a plural; all others name an argument.
      if (part.type !== 0 && part.type !== 7 && part.value !== undefined) names.add(part.value);
      for (const option of Object.values(part.options ?? {})) visit(option.value);
    }
  };
  visit(new IntlMessageFormat(text, language, undefined, { ignoreTag: true }).getAst());
  return [...names].sort();
}

describe.each(Object.keys(languages) as Language[])('messages in %s', (language) => {
  it('are complete, can be formatted, and mention what the English ones mention', async () => {
    const messages = await loadMessages(language);
    expect(keys.filter((key) => messages[key] === undefined || messages[key] === '')).toEqual([]);
    expect(Object.keys(messages).filter((key) => !(key in english))).toEqual([]);
    const differing = keys.filter(
      (key) => argumentsOf(messages[key] ?? '', language).join() !== argumentsOf(english[key], 'en').join(),
    );
    expect(differing).toEqual([]);
  });
});

describe('a language', () => {
  it('is the first that we speak of those that are wanted', () => {
    expect(chooseLanguage(['pt-BR', 'it-CH', 'de'])).toBe('it');
    expect(chooseLanguage(['pt'])).toBe('en');
  });

  it('writes plurals by its own rules', async () => {
    const say = sayIn('en', await loadMessages('en'));
    expect([say('shell.rows', { count: 1 }), say('shell.rows', { count: 2 })]).toEqual(['1 row', '2 rows']);
  });
});

describe('a message that cannot be said', () => {
  const unknown = 'safety.openClock' as MessageKey;

  afterEach(() => void vi.restoreAllMocks());

  it('is an error in tests', () => {
    expect(() => sayIn('en', {})(unknown)).toThrow('No language has the message safety.openClock.');
    expect(() => sayIn('en', english)('shell.rows')).toThrow(/count/);
  });

  it('leaves the page as it is, is told by the last part of its key, and complained of once', () => {
    const complain = vi.spyOn(console, 'error').mockImplementation(() => {});
    const say = sayIn('it', {}, false);
    expect([say(unknown), say(unknown), say('shell.close')]).toEqual([
      'open clock',
      'open clock',
      english['shell.close'],
    ]);
    expect(complain).toHaveBeenCalledOnce();
    expect(say('shell.rows')).toBe(english['shell.rows']);
    expect(complain).toHaveBeenCalledTimes(2);
  });
});
