// Reads YAML 1.2 and keeps the line and column of every key and value.
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit, type YAMLError } from 'yaml';
import type { ParseIssue } from '../issue.js';
import type { Finding, Path } from './finding.js';

export interface YamlSource {
  /** The document as plain data; of keys that are there twice, the last. */
  readonly value: unknown;
  /** Faults of the YAML itself. */
  readonly issues: readonly ParseIssue[];
  /** Whether the faults leave the document's shape in doubt, so that nothing more can be said of it. */
  readonly isBroken: boolean;
  /** Gives a finding its file, line and column. */
  readonly locate: (finding: Finding) => ParseIssue;
}

interface Place {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
}

/** Reads a document; `file` is the name that issues show. */
export function readYaml(source: string, file: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, version: '1.2', strict: true });
  const aliases: ParseIssue[] = [];
  visit(document, {
    Alias: (_key, node) => {
      aliases.push(aliasIssue(node.range?.[0] ?? 0, file, lines));
    },
  });
  const errors = [...document.errors, ...document.warnings].map((error) => issueOfError(error, file, lines));
  const issues = [...errors, ...aliases];
  const isBroken = aliases.length > 0 || document.errors.some((error) => error.code !== 'DUPLICATE_KEY');

  const placeOf = (path: Path): Place => {
    let place: Place = { key: undefined, value: document.contents ?? undefined };
    for (const part of path) {
      const found = childOf(place.value, part);
      if (!found) return place;
      place = found;
    }
    return place;
  };

  const offsetOf = (finding: Finding): number => {
    const { key, value } = placeOf(finding.path);
    if (finding.atKey && key?.range) return key.range[0];
    const start = value?.range?.[0] ?? key?.range?.[0] ?? 0;
    if (finding.offset === undefined || !isScalar(value) || typeof value.value !== 'string') return start;
    if (source.startsWith(value.value, start)) return start + finding.offset;
    return source.startsWith(value.value, start + 1) ? start + 1 + finding.offset : start;
  };

  const locate = (finding: Finding): ParseIssue => {
    const { line, col } = lines.linePos(offsetOf(finding));
    return {
      code: finding.code,
      severity: finding.severity ?? 'error',
      message: finding.message,
      ...(finding.allowed === undefined ? {} : { allowed: finding.allowed }),
      file,
      line: Math.max(1, line),
      column: Math.max(1, col),
      path: finding.path,
    };
  };

  return { value: isBroken ? undefined : document.toJS(), issues, isBroken, locate };
}

function childOf(node: Node | undefined, part: string | number): Place | undefined {
  if (isSeq(node) && typeof part === 'number') {
    const item = node.items[part];
    return item === undefined ? undefined : { key: undefined, value: item as Node };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.findLast((entry) => isScalar(entry.key) && String(entry.key.value) === String(part));
  return pair ? { key: pair.key as Node, value: (pair.value as Node | null) ?? undefined } : undefined;
}

/** Aliases make documents that hold themselves, or that grow without end; files are as they read. */
function aliasIssue(offset: number, file: string, lines: LineCounter): ParseIssue {
  const { line, col } = lines.linePos(offset);
  const place = { file, line: Math.max(1, line), column: Math.max(1, col) };
  const message = 'an alias ("*name") is not read here';
  return { code: 'yaml-alias', severity: 'error', message, allowed: 'the value itself', ...place };
}

function issueOfError(error: YAMLError, file: string, lines: LineCounter): ParseIssue {
  const { line, col } = lines.linePos(error.pos[0]);
  const isDuplicate = error.code === 'DUPLICATE_KEY';
  return {
    code: isDuplicate ? 'duplicate-key' : 'yaml-syntax',
    severity: error.name === 'YAMLWarning' ? 'warning' : 'error',
    message: isDuplicate ? 'the same key is in this map twice' : error.message,
    ...(isDuplicate ? { allowed: 'each key once' } : {}),
    file,
    line: Math.max(1, line),
    column: Math.max(1, col),
  };
}
