// Reads a protocol file: all problems at once, each with its line and column.
import type { z } from 'zod';
import type { Parsed, ParseIssue } from '../issue.js';
import { checkProtocol } from './check.js';
import { completeProtocol } from './complete.js';
import type { Finding } from './finding.js';
import { joinProtocolFiles, type ProtocolFile } from './join-files.js';
import { Protocol } from './schema.js';
import { findSchemaFaults } from './schema-finding.js';
import { readYaml } from './yaml-source.js';

/**
 * Parses the source of a protocol.
 *
 * @param source YAML 1.2
 * @param file the name that issues show
 */
export function parseProtocol(source: string, file: string): Parsed<Protocol> {
  const parsed = parseYaml({ source, file, schema: Protocol, check: checkProtocol });
  return parsed.ok ? { ...parsed, value: completeProtocol(parsed.value) } : parsed;
}

/**
 * Reads a protocol that was accepted when its trial was made: by the language alone, without the checks of this version, which may ask
 * for more than that of the time.
 *
 * @throws Error when the language does not know it
 */
export function readAcceptedProtocol(source: string): Protocol {
  const parsed = parseYaml({ source, file: 'protocol', schema: Protocol });
  if (parsed.ok) return completeProtocol(parsed.value);
  throw new Error(`the protocol in the record does not parse: ${parsed.issues.map(formatIssue).join('; ')}`);
}

/** Parses a protocol that is written in several files: all problems of all of them, each in its own file. */
export function parseProtocolFiles(files: readonly ProtocolFile[]): Parsed<Protocol> {
  const joined = joinProtocolFiles(files);
  const parsed = parseProtocol(joined.source, files[0]?.file ?? 'protocol');
  const issues = sortIssues([...joined.issues, ...(parsed.ok ? parsed.warnings : parsed.issues).map(joined.locate)]);
  return parsed.ok && joined.issues.length === 0 ? { ...parsed, warnings: issues } : { ok: false, issues };
}

/** Parses any YAML document by its schema and a further check of the raw value: all problems at once, sorted by place. */
export function parseYaml<S extends z.ZodType>(input: {
  readonly source: string;
  readonly file: string;
  readonly schema: S;
  /** Given the raw value, and what the schema made of it where it accepts it. */
  readonly check?: (raw: unknown, accepted: z.infer<S> | undefined) => readonly Finding[];
}): Parsed<z.infer<S>> {
  const yaml = readYaml(input.source, input.file);
  if (yaml.isBroken) return { ok: false, issues: sortIssues(yaml.issues) };
  const result = input.schema.safeParse(yaml.value);
  const faults = result.success ? [] : findSchemaFaults(input.schema, yaml.value, result.error);
  const findings = [...faults, ...(input.check?.(yaml.value, result.data) ?? [])];
  const issues = sortIssues([...yaml.issues, ...findings.map(yaml.locate)]);
  if (!result.success || issues.some((issue) => issue.severity === 'error')) return { ok: false, issues };
  return { ok: true, value: result.data, warnings: issues };
}

/** Issues by file, line and column; of those that say the same at the same place, one. */
export function sortIssues(issues: readonly ParseIssue[]): readonly ParseIssue[] {
  const unique = new Map(issues.map((issue) => [`${formatIssue(issue)}`, issue]));
  return [...unique.values()].sort(
    (a, b) =>
      compare(a.file ?? '', b.file ?? '') ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0) ||
      compare(a.code, b.code),
  );
}

/** One line for the terminal: `file:line:column  code  message (allowed: …)`. */
export function formatIssue(issue: ParseIssue): string {
  const place = [issue.file, issue.line, issue.column].filter((part) => part !== undefined).join(':');
  const severity = issue.severity === 'warning' ? 'warning: ' : '';
  const allowed = issue.allowed === undefined ? '' : ` (allowed: ${issue.allowed})`;
  return `${place}  ${issue.code}  ${severity}${issue.message}${allowed}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
