// Every "no" is told in every language, mentions only facts that it carries, and says no more than the server does.
import { readdirSync, readFileSync } from 'node:fs';
import { type RefusalCode, refusalCodes } from '@equipoise/trial';
import { IntlMessageFormat } from 'intl-messageformat';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Language, languages, loadMessages, sayIn } from './message.js';
import { issueWords, loadRefusals, type Refusals, refusalWords, tellRefusalsIn } from './refusal.js';

const all = Object.keys(languages) as Language[];

async function refusalsIn(language: Language): Promise<Readonly<Record<string, string>>> {
  return ((await import(`./${language}/refusal.ts`)) as { readonly refusals: Refusals }).refusals;
}

/** Names of the arguments of a message, also within its plurals. */
function argumentsOf(text: string, language: string): readonly string[] {
  const ast = new IntlMessageFormat(text, language, undefined, { ignoreTag: true }).getAst();
  // 0 is a literal, 7 the "#" of a plural; all others name an argument.
  const names = ast.flatMap((part) => (part.type === 0 || part.type === 7 ? [] : [part.value as string]));
  return [...new Set(names)].sort();
}

/** The facts that every refusal of a code carries, read from where they are made. */
function carriedFacts(): ReadonlyMap<string, readonly string[]> {
  const carried = new Map<string, readonly string[]>();
  const visit = (node: ts.Node) => {
    ts.forEachChild(node, visit);
    if (!ts.isCallExpression(node) || node.expression.getText() !== 'refuse') return;
    const [code, , facts] = node.arguments;
    if (code === undefined || !ts.isStringLiteral(code)) return;
    const names =
      facts !== undefined && ts.isObjectLiteralExpression(facts)
        ? facts.properties.flatMap(({ name }) => (name === undefined ? [] : [name.getText()]))
        : [];
    carried.set(code.text, carried.get(code.text)?.filter((name) => names.includes(name)) ?? names);
  };
  for (const room of ['trial', 'server']) {
    const root = new URL(`../../../${room}/src/`, import.meta.url);
    for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || file.includes('.test.')) continue;
      const text = readFileSync(new URL(file, root), 'utf8');
      if (text.includes('refuse(')) visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
    }
  }
  return carried;
}

describe('refusals', () => {
  it.each(all)('have a sentence for every code in %s, with the facts of the English one', async (language) => {
    const [refusals, english] = [await refusalsIn(language), await refusalsIn('en')];
    expect(Object.keys(refusals).sort()).toEqual(Object.keys(english).sort());
    expect(Object.keys(refusalCodes).filter((code) => !refusals[code])).toEqual([]);
    const differing = Object.keys(english).filter(
      (code) => argumentsOf(refusals[code] ?? '', language).join() !== argumentsOf(english[code] ?? '', 'en').join(),
    );
    expect(differing).toEqual([]);
  });

  it.each(all)('have a sentence for whatever is wrong at one place in %s', async (language) => {
    const issuesIn = async (one: Language) =>
      ((await import(`./${one}/refusal.ts`)) as { readonly issues: Readonly<Record<string, string>> }).issues;
    const [issues, english] = [await issuesIn(language), await issuesIn('en')];
    const argumentsIn = (sentences: Readonly<Record<string, string>>, of: string) =>
      Object.fromEntries(Object.entries(sentences).map(([code, text]) => [code, argumentsOf(text, of)]));
    expect(argumentsIn(issues, language)).toEqual(argumentsIn(english, 'en'));
  });

  it('mention facts that every refusal of their code carries', async () => {
    const carried = carriedFacts();
    expect(carried.size).toBeGreaterThan(200);
    const wrong = Object.entries(await refusalsIn('en')).flatMap(([code, text]) =>
      argumentsOf(text, 'en')
        .filter((name) => !carried.get(code)?.includes(name))
        .map((name) => `${code}: ${name}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('a refusal', () => {
  const told = (code: RefusalCode | 'from-the-future', facts: Readonly<Record<string, unknown>> = {}) => ({
    code,
    title: 'The rule.',
    detail: 'The sentence of the server.',
    facts,
  });

  beforeAll(async () => {
    tellRefusalsIn('tr');
    await loadRefusals();
  });

  it('is told by its code, with roles by their names and days as the language writes them', async () => {
    const say = sayIn('tr', await loadMessages('tr'));
    expect(refusalWords(told('role-may-not-sign', { roles: ['investigator', 'monitor'] }), say).text).toContain(
      'Araştırmacı ve İzleyici',
    );
    expect(refusalWords(told('date-in-future', { items: ['on'], today: '2026-11-24' }), say)).toEqual({
      text: 'Bir tarih gelecekte: bugün 24 Kas 2026.',
      isServers: false,
      detail: 'The sentence of the server.',
    });
  });

  it('of an unknown code, or without its fact, is told as the server does', async () => {
    const say = sayIn('tr', await loadMessages('tr'));
    const servers = { text: 'The sentence of the server.', isServers: true };
    expect(refusalWords(told('from-the-future'), say)).toEqual(servers);
    expect(refusalWords(told('cap-reached'), say)).toEqual(servers);
  });

  it('tells of each place what is wrong there', async () => {
    const say = sayIn('tr', await loadMessages('tr'));
    const part = { pointer: '/age', code: 'value-too-small', limit: 18, detail: 'Too small' };
    expect(issueWords(part, say)).toMatchObject({ text: 'çok küçük veya çok kısa: en az 18', isServers: false });
    expect(issueWords({ detail: 'a day that exists' }, say)).toEqual({ text: 'a day that exists', isServers: true });
    const facts = { written: '2026-02-30', type: 'integer', codes: '', min: 0, max: 10, decimals: 'none' };
    expect(issueWords({ code: 'value-not-allowed', facts, detail: 'Not allowed.' }, say)).toEqual({
      text: '“2026-02-30” uymuyor. İzin verilen: bir tam sayı, en az 0, en çok 10.',
      isServers: false,
    });
    // Without the facts of an import, by the refusal of that code.
    expect(issueWords({ code: 'value-not-allowed', detail: 'Not allowed.' }, say)).toMatchObject({ isServers: false });
  });
});
