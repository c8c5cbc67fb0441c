// What README and user guide tell people to type works as written, and what documents link to is there.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestSystem } from '../test-support/system.js';
import { makeCommandLine } from './command-line.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
/** Not run here: they install, stay, or take a minute. */
const takeTime: readonly string[] = [
  'npm start',
  'npm test',
  'npx equipoise rehearse mesems --scenario published',
  'npx equipoise analyse mesems --json published.json --report published.html',
];

interface Block {
  readonly language: string;
  readonly file: string;
  readonly lines: readonly string[];
}

function blocksOf(document: string): readonly Block[] {
  const text = readFileSync(path.join(root, document), 'utf8');
  return [...text.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)].map(([, language = '', file = '', body = '']) => ({
    language,
    file,
    lines: body.split('\n').filter((line) => line !== ''),
  }));
}

describe.each(['README.md', 'docs/user-guide.md'])('%s', (document) => {
  let system: Awaited<ReturnType<typeof openTestSystem>>;
  let folder: string;
  const before = { cwd: process.cwd(), url: process.env.DATABASE_URL, keys: process.env.EQUIPOISE_KEYS };

  beforeEach(async () => {
    system = await openTestSystem();
    folder = mkdtempSync(path.join(tmpdir(), 'equipoise-documentation-'));
    cpSync(path.join(root, 'trials'), path.join(folder, 'trials'), { recursive: true });
    process.chdir(folder);
    process.env.DATABASE_URL = system.url;
    process.env.EQUIPOISE_KEYS = path.dirname(system.keyring.file);
  });
  afterEach(async () => {
    process.chdir(before.cwd);
    restore('DATABASE_URL', before.url);
    restore('EQUIPOISE_KEYS', before.keys);
    rmSync(folder, { recursive: true, force: true });
    await system.discard();
  });

  it('says commands that work, one after another', async () => {
    const blocks = blocksOf(document);
    for (const { language, file, lines } of blocks) {
      if (language === 'json') writeFileSync(path.join(folder, file), lines.join('\n'));
      if (language !== 'sh') continue;
      for (const line of lines.filter((each) => !takeTime.includes(each)))
        expect(await run(line), line).toEqual({ line, code: 0 });
    }
    expect(blocks.filter(({ language }) => language === 'sh').length).toBeGreaterThan(1);
  });
});

it.each(['.', 'docs', 'docs/decisions', 'docs/statistics', 'docs/walks', 'trials'])(
  'links in %s lead to files that are there',
  (folder) => {
    const documents = readdirSync(path.join(root, folder)).filter((name) => name.endsWith('.md'));
    expect(documents.length).toBeGreaterThan(0);
    const broken = documents.flatMap((name) =>
      linksOf(readFileSync(path.join(root, folder, name), 'utf8'))
        .filter((target) => !existsSync(path.join(root, folder, target)))
        .map((target) => `${folder}/${name} → ${target}`),
    );
    expect(broken).toEqual([]);
  },
);

function linksOf(text: string): readonly string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    const file = target.split('#')[0] ?? '';
    return file === '' || /^[a-z]+:/.test(file) ? [] : [file];
  });
}

/** Runs a line of a document: `npx equipoise` in this process, anything else in a shell. */
async function run(line: string): Promise<{ readonly line: string; readonly code: number }> {
  const words = line.split(' ');
  if (words[0] !== 'npx') {
    execFileSync('sh', ['-c', line]);
    return { line, code: 0 };
  }
  let code: number = Number.NaN;
  const write = process.stdout.write;
  process.stdout.write = () => true;
  try {
    await makeCommandLine((ended) => {
      code = ended ?? 0;
    }).parseAsync(words.slice(2), { from: 'user' });
  } finally {
    process.stdout.write = write;
  }
  return { line, code };
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
