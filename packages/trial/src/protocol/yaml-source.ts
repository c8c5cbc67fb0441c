// Reads YAML 1.2 and keeps the line and column of every key and value.
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit, type YAMLError } from 'yaml';
import type { ParseIssue } from '../issue.js';
import { type Finding, type Path, toldOf } from './finding.js';
import { type PlainNode, readPlainYaml } from './plain-yaml.js';
import { type Sentence, say } from './sentence.js';

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

/** Where a key and its value start, and the value where it is a text. */
interface Place {
  readonly keyStart?: number | undefined;
  readonly start?: number | undefined;
  readonly text?: string | undefined;
}

/** Reads a document; `file` is the name that issues show. */
export function readYaml(source: string, file: string): YamlSource {
  const root = readPlainYaml(source);
  if (root === undefined) return readAnyYaml(source, file);
  const lines = lineCounterOf(source);
  const locate = locator({ source, file, lines, placeOf: (path) => placeInPlain(root, path) });
  return { value: root.value, issues: [], isBroken: false, locate };
}

/** Everything that YAML can be, faults included. */
function readAnyYaml(source: string, file: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, version: '1.2', strict: true });
  const aliases: ParseIssue[] = [];
  visit(document, {
    Alias: (_key, node) => {
      aliases.push(aliasIssue(node.range?.[0] ?? 0, file, lines));
    },
  });
  const all = [...document.errors, ...document.warnings].map((error) => issueOfError(error, file, lines));
  // Depth is one fault, wherever and however often the reader runs into it.
  const deepest = all.findIndex(({ message }) => message === TOO_DEEP);
  const errors = all.filter(({ message }, index) => message !== TOO_DEEP || index === deepest);
  const isBroken = aliases.length > 0 || document.errors.some((error) => error.code !== 'DUPLICATE_KEY');
  const locate = locator({
    source,
    file,
    lines,
    placeOf: (path) => placeInNodes(document.contents ?? undefined, path),
  });
  return { value: isBroken ? undefined : document.toJS(), issues: [...errors, ...aliases], isBroken, locate };
}

/** The line breaks of a document that no parser has counted. */
function lineCounterOf(source: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
  return lines;
}

function locator(input: {
  readonly source: string;
  readonly file: string;
  readonly lines: LineCounter;
  readonly placeOf: (path: Path) => Place;
}): YamlSource['locate'] {
  const { source, file, lines, placeOf } = input;
  const offsetOf = (finding: Finding): number => {
    const { keyStart, start = keyStart ?? 0, text } = placeOf(finding.path);
    if (finding.atKey && keyStart !== undefined) return keyStart;
    if (finding.offset === undefined || text === undefined) return start;
    if (source.startsWith(text, start)) return start + finding.offset;
    return source.startsWith(text, start + 1) ? start + 1 + finding.offset : start;
  };
  return (finding) => {
    const { line, col } = lines.linePos(offsetOf(finding));
    return {
      code: finding.code,
      severity: finding.severity ?? 'error',
      ...toldOf(finding),
      file,
      line: Math.max(1, line),
      column: Math.max(1, col),
      path: finding.path,
    };
  };
}

/** The place of a path, or of as much of it as there is. */
function placeInPlain(root: PlainNode, path: Path): Place {
  let node = root;
  let keyStart: number | undefined;
  for (const part of path) {
    const index = node.keys === undefined ? Number(part) : node.keys.indexOf(String(part));
    const child = node.children?.[index];
    if (child === undefined) break;
    keyStart = node.keyStarts?.[index];
    node = child;
  }
  return { keyStart, start: node.start, text: typeof node.value === 'string' ? node.value : undefined };
}

interface NodePlace {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
}

function placeInNodes(root: Node | undefined, path: Path): Place {
  let place: NodePlace = { key: undefined, value: root };
  for (const part of path) {
    const found = childOf(place.value, part);
    if (!found) break;
    place = found;
  }
  const { key, value } = place;
  const text = isScalar(value) && typeof value.value === 'string' ? value.value : undefined;
  return { keyStart: key?.range?.[0], start: value?.range?.[0], text };
}

function childOf(node: Node | undefined, part: string | number): NodePlace | undefined {
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
  const told = toldOf({ message: say`an alias ("*name") is not read here`, allowed: say`the value itself` });
  return { code: 'yaml-alias', severity: 'error', ...told, ...place };
}

function issueOfError(error: YAMLError, file: string, lines: LineCounter): ParseIssue {
  const { line, col } = lines.linePos(error.pos[0]);
  const isDuplicate = error.code === 'DUPLICATE_KEY';
  return {
    code: isDuplicate ? 'duplicate-key' : 'yaml-syntax',
    severity: error.name === 'YAMLWarning' ? 'warning' : 'error',
    ...toldOf(wordsOf(error)),
    file,
    line: Math.max(1, line),
    column: Math.max(1, col),
  };
}

const TOO_DEEP = 'lists and maps lie too deep within each other';

/** What people write wrong in YAML; of other faults the library tells. */
const faults: Readonly<Partial<Record<YAMLError['code'], Sentence>>> = {
  BAD_INDENT: say`the indentation fits nothing above`,
  MULTILINE_IMPLICIT_KEY: say`this line is neither a key with ":" nor the end of a text`,
  BLOCK_AS_IMPLICIT_KEY: say`a map or list can't begin on the line of a key`,
  MISSING_CHAR: say`a quotation mark, bracket or ":" is missing`,
  TAB_AS_INDENT: say`a tab can't indent`,
  BAD_SCALAR_START: say`a text can't start with this character unless it is in quotes`,
  BAD_DQ_ESCAPE: say`no character is written like this after "\\"`,
};

/** What is told of a fault: in our words, where we have some. */
function wordsOf({ code, message }: YAMLError): Pick<Finding, 'message' | 'allowed'> {
  if (code === 'DUPLICATE_KEY') return { message: say`the same key is in this map twice`, allowed: say`each key once` };
  if (code === 'MULTIPLE_DOCS')
    return { message: say`a second document begins here ("---")`, allowed: say`one document` };
  if (code === 'RESOURCE_EXHAUSTION' || message.includes('call stack'))
    return { message: say`lists and maps lie too deep within each other`, allowed: say`at most a hundred levels` };
  return { message: faults[code] ?? say`the YAML can't be read here: ${message}` };
}
