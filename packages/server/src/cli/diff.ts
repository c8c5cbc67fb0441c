// `equipoise diff OLD NEW`: an amendment in words.
import { type Amendment, compareProtocols } from '@equipoise/trial';
import { readProtocol, requireProtocolFile } from './find-trial.js';
import type { DiffOptions, ExitCode } from './options.js';

/** Prints what differs between two protocol files, whom it touches and what to look at. */
export async function run({ before, after, json }: DiffOptions): Promise<ExitCode> {
  const amendment = compareProtocols(read(before), read(after));
  process.stdout.write(json ? `${JSON.stringify(amendment, undefined, 2)}\n` : textOf(amendment));
  return undefined;
}

function read(trial: string) {
  return readProtocol(requireProtocolFile(trial, 'A comparison')).protocol;
}

function textOf(amendment: Amendment): string {
  const { from, to, differences } = amendment;
  if (differences.length === 0) return `Protocol ${from} and ${to} say the same.\n`;
  const lists: readonly (readonly [string, readonly string[]])[] = [
    [
      `Protocol ${from} → ${to}: ${differences.length} difference${differences.length === 1 ? '' : 's'}`,
      differences.map(({ words }) => words),
    ],
    ['Touches', amendment.participants],
    ['Forms', amendment.forms],
    ['Rules', amendment.rules],
    ['Analysis plan', amendment.analyses],
    ['Consent due again', amendment.consentDue],
    ['Look at this', amendment.warnings],
  ];
  return lists
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${title}\n${lines.map((line) => `  ${line}`).join('\n')}\n`)
    .join('\n');
}
