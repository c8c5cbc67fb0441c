// Everything that the check of a protocol finds is told in every language, with the same facts, and nothing else.
import { readdirSync, readFileSync } from 'node:fs';
import { type Fact, inEnglish, parseProtocol } from '@equipoise/trial';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { type Language, languages } from './message.js';
import { type Sentences, tell } from './protocol-problem.js';

const translated = (Object.keys(languages) as Language[]).filter((language) => language !== 'en');
const root = new URL('../../../trial/src/protocol/', import.meta.url);
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.includes('.test.'),
);

async function sentencesIn(language: Language): Promise<Sentences> {
  return ((await import(`./${language}/protocol-problem.ts`)) as { readonly problems: Sentences }).problems;
}

/** Calls `visit` with every node of the source of the check. */
function eachNode(visit: (node: ts.Node, file: string) => void): void {
  for (const file of files) {
    const walk = (node: ts.Node): void => {
      visit(node, file);
      ts.forEachChild(node, walk);
    };
    walk(ts.createSourceFile(file, readFileSync(new URL(file, root), 'utf8'), ts.ScriptTarget.Latest, true));
  }
}

/** The English of every sentence: what `say` says, and what the schema's formats are called. */
function patterns(): readonly string[] {
  const found = new Set<string>(['a letter, then letters, digits, "_" or "-", at most 64 characters']);
  eachNode((node, file) => {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'say') {
      const { template } = node;
      const text = ts.isNoSubstitutionTemplateLiteral(template)
        ? template.text
        : template.head.text + template.templateSpans.map(({ literal }, index) => `{${index}}${literal.text}`).join('');
      found.add(text);
    }
    if (!file.startsWith('schema/') || !ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression))
      return;
    const [, name] = node.arguments;
    const isFormat = ['regex', 'refine'].includes(node.expression.name.text);
    if (isFormat && name !== undefined && ts.isStringLiteral(name)) found.add(name.text);
  });
  return [...found].filter((pattern) => /\p{L}/u.test(pattern.replace(/\{\d+\}/g, ''))).sort();
}

const factsOf = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

describe('what the check of a protocol finds', () => {
  const all = patterns();

  it.each(translated)('is told in %s, every sentence with the facts of the English one', async (language) => {
    const sentences = await sentencesIn(language);
    expect(all.length).toBeGreaterThan(500);
    expect(Object.keys(sentences).sort()).toEqual(all);
    expect(all.filter((pattern) => factsOf(sentences[pattern] ?? '').join() !== factsOf(pattern).join())).toEqual([]);
  });

  it('is a sentence wherever it is more than what one writes in the file', () => {
    const untold: string[] = [];
    const isWritten = (text: string) => text === '' || !/^[A-Za-z]+ (?!or )[a-z]|[a-z] (a|an|the|of|is|no) /.test(text);
    eachNode((node, file) => {
      if (!ts.isCallExpression(node) || !/^(fault|warning|notYet)$/.test(node.expression.getText())) return;
      for (const text of node.arguments) {
        const isPlain = ts.isStringLiteral(text) || ts.isNoSubstitutionTemplateLiteral(text);
        if (ts.isTemplateExpression(text) || (isPlain && !isWritten(text.text)))
          untold.push(`${file}: ${text.getText()}`);
      }
    });
    expect(untold.filter((one) => !/`"\$\{[\w.]+\}"`|`strata: /.test(one))).toEqual([]);
  });

  it('is in English what the check itself says', () => {
    const source = readFileSync(new URL('../../../../trials/raynaud/protocol.yaml', import.meta.url), 'utf8')
      .replace('design: crossover', 'design: crosover')
      .replace('forms: [attackCount]', 'forms: [none]');
    const parsed = parseProtocol(`${source}\nnobody: 1\n`, 'protocol.yaml');
    const issues = parsed.ok ? [] : parsed.issues;
    expect(issues.length).toBeGreaterThan(2);
    for (const { message, allowed, told } of issues) {
      expect(message).not.toContain('[object');
      expect(told?.message && tell(told.message, {})).toBe(message);
      expect(inEnglish(told?.message as Fact)).toBe(message);
      if (told?.allowed !== undefined) expect(tell(told.allowed, {})).toBe(allowed);
    }
  });

  it('is told with names as they are and words in the language', async () => {
    const parsed = parseProtocol('equipoise: 1\nacronim: X\nsites: none\n', 'protocol.yaml');
    const told = parsed.ok ? [] : parsed.issues.map((issue) => issue.told?.message);
    const german = await sentencesIn('de');
    const words = told.map((message) => (message === undefined ? '' : tell(message, german)));
    expect(words).toContain('„acronim“ ist hier kein Schlüssel; meinten Sie „acronym“?');
    expect(words).toContain('„sites“ kann nicht "none" sein');
  });
});
