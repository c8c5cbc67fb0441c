// What docs/operate.md and the files in deploy/ tell an administrator is what the program does.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { openFiles } from '../file/open-files.js';
import { jobs } from '../job/jobs.js';
import { roleNames } from '../store/pool.js';
import { openTestServer } from '../test-support/server.js';
import { makeCommandLine } from './command-line.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const manual = read('docs/operate.md');

/** Every variable that the program reads by its whole name, and those of the roles and the jobs. */
function settingsOfTheProgram(): ReadonlySet<string> {
  const source = path.join(root, 'packages/server/src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/\.test\.ts$|^(fault|test-support)\//.test(file),
  );
  const named = files.flatMap(
    (file) => readFileSync(path.join(source, file), 'utf8').match(/EQUIPOISE_[A-Z_]*[A-Z]\b/g) ?? [],
  );
  const logins = Object.keys(roleNames('any')).map((role) => `EQUIPOISE_DATABASE_URL_${role.toUpperCase()}`);
  return new Set([...named, ...logins]);
}

/** The table of settings, by the variables in its first column. */
function settingsOfTheManual(): ReadonlyMap<string, string> {
  const [, table = ''] = /\n\| variable \|.*\n\|[-| ]+\n((?:\|.*\n)+)/.exec(manual) ?? [];
  return new Map(
    table.split('\n').flatMap((line) => {
      const [, names = '', usual = ''] = line.split(' | ').length > 2 ? ['', ...line.split(' | ')] : [];
      return [...names.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => [name, usual] as const);
    }),
  );
}

/** The command that words of a command line name, or undefined; options are known to it. */
function unknownPart(words: readonly string[]): string | undefined {
  let command: Command = makeCommandLine(() => undefined);
  let isValue = false;
  for (const word of words) {
    if (isValue) {
      isValue = false;
      continue;
    }
    if (word.startsWith('--')) {
      const option = [...command.options, ...(command.parent?.options ?? [])].find(({ long }) => long === word);
      if (option === undefined && word !== '--help') return `${command.name()} ${word}`;
      isValue = option?.required === true;
      continue;
    }
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined && command.parent === null) return word;
    command = next ?? command;
  }
  return undefined;
}

describe('the manual of operations', () => {
  it('lists every setting of the program, and none that it does not read', () => {
    const listed = [...settingsOfTheManual().keys()].filter((name) => name.startsWith('EQUIPOISE_'));
    expect(listed.sort()).toEqual([...settingsOfTheProgram()].sort());
  });

  it('says the usual schedule of every job', () => {
    const usual = settingsOfTheManual();
    for (const { schedule } of jobs) expect(usual.get(schedule.setting), schedule.setting).toBe(`\`${schedule.cron}\``);
    const { maximumBytes, perDay } = openFiles('/nowhere', {});
    expect(usual.get('EQUIPOISE_FILE_BYTES')).toBe(String(maximumBytes));
    expect(usual.get('EQUIPOISE_FILES_PER_DAY')).toBe(`${perDay.files}, ${perDay.bytes}`);
  });

  it('names commands and options that are there', () => {
    const blocks = [...manual.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, body = '']) => body.split('\n'));
    const spans = [...manual.matchAll(/`(equipoise [^`]+)`/g)].map(([, span = '']) => span);
    const lines = [...blocks, ...spans].flatMap((line) => /^(equipoise .*)$/.exec(line)?.[1] ?? []);
    expect(lines.length).toBeGreaterThan(15);
    // Alternatives and quoted words are no part of a command.
    const words = lines.map((line) =>
      line
        .replace(/"[^"]*"|#.*$/g, '')
        .split(/\s+/)
        .slice(1)
        .filter(Boolean),
    );
    expect(words.map(unknownPart).filter((part) => part !== undefined)).toEqual([]);
  });
});

describe('the files for deployment', () => {
  it('start commands with options that are there', () => {
    const units = readdirSync(path.join(root, 'deploy')).filter((file) => file.endsWith('.service'));
    const started = units.flatMap((file) => [
      ...read(`deploy/${file}`).matchAll(/^ExecStart=.*equipoise\.mjs ([^'\n]*)/gm),
    ]);
    expect(started.map(([, line = '']) => unknownPart(line.split(/\s+/))).filter((part) => part !== undefined)).toEqual(
      [],
    );
    expect(started.map(([, line = '']) => line.split(' ')[0]).sort()).toEqual(['backup', 'serve', 'work']);
    const composed = [...read('deploy/compose.yaml').matchAll(/^ {4}command: \[(.*)\]$/gm)];
    expect(composed.map(([, line = '']) => unknownPart(line.split(', '))).filter((part) => part !== undefined)).toEqual(
      [],
    );
    expect(composed.map(([, line = '']) => line.split(',')[0]).sort()).toEqual(['migrate', 'serve', 'serve', 'work']);
  });

  it('set no variable that the program does not read', () => {
    const known = new Set([...settingsOfTheManual().keys(), 'EQUIPOISE_DOMAIN', 'EQUIPOISE_SERVERS']);
    const named = readdirSync(path.join(root, 'deploy'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /[.]|Caddyfile|Dockerfile/.test(file))
      .flatMap((file) => read(`deploy/${file}`).match(/EQUIPOISE_[A-Z_]*[A-Z]\b/g) ?? []);
    const bare = named.map((name) => name.replace(/_FILE$/, '')).filter((name) => !known.has(name));
    expect([...new Set(bare)]).toEqual([]);
  });

  it('watch numbers that a server shows', async () => {
    const server = await openTestServer();
    try {
      const { body } = await server.app.inject({ url: '/metrics' });
      const shown = new Set([...body.matchAll(/^# HELP (\S+)/gm)].map(([, name]) => name));
      const watched = [...read('deploy/alerts.yaml').matchAll(/\b(equipoise_[a-z0-9_]+)\b/g)].map(([, name = '']) =>
        name.replace(/_(bucket|count|sum)$/, ''),
      );
      expect(watched.length).toBeGreaterThan(10);
      expect(watched.filter((name) => !shown.has(name))).toEqual([]);
      const kinds = [...read('deploy/alerts.yaml').matchAll(/job!?="([a-z-]+)"/g)].map(([, name = '']) => name);
      const known = ['equipoise', 'equipoise-readyz', ...jobs.map(({ name }) => name)];
      expect(kinds.filter((name) => !known.includes(name))).toEqual([]);
    } finally {
      await server.close();
    }
  });
});

it('an empty setting is one that is not set', () => {
  const empty = openFiles('/nowhere', { EQUIPOISE_FILES: '', EQUIPOISE_FILE_BYTES: '', EQUIPOISE_CLAMD: '' });
  expect(empty).toMatchObject({ maximumBytes: 26_214_400, spoolFolder: '/nowhere/files/spool' });
  expect(empty.scan).toBeUndefined();
});
