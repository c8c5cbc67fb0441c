// A quick reader of plain YAML: block and one-line flow collections with simple keys. Whatever else there is, it leaves to the library.

/** A value with the place where it starts; of a map also the places of its keys. */
export interface PlainNode {
  readonly value: unknown;
  /** Characters from the start of the document. */
  readonly start: number;
  readonly keys?: readonly string[];
  readonly keyStarts?: readonly number[];
  /** Values of a map, in the order of its keys, or entries of a list. */
  readonly children?: readonly PlainNode[];
}

const unusual = new Error('not plain YAML');

const key = /[A-Za-z][A-Za-z0-9_./-]{0,200}/y;
const doubleQuoted = /"(?:[^"\\\n]|\\["\\/bfnrtu])*"/y;
const singleQuoted = /'(?:[^'\n]|'')*'/y;
const flowScalar = /(?:[^,[\]{}\n:#]|:(?![\s,[\]{}])|(?<! )#)+/y;
const lineScalar = /(?:[^\n:#]|:(?=[^\s])|(?<! )#)+/y;
const commentOrEnd = /(?:#[^\n]*)?(?:\n|$)/y;
const blockHeader = /[|>]-?\n/y;
const restOfLine = / *(?: #[^\n]*)?(?:\n|$)/y;

/**
 * Reads a document whose root is a map, as YAML 1.2 with the core schema does. Undefined for everything that is not plain:
 * tags, anchors, several documents, tabs, keys in quotes, scalars over several lines, doubtful indentation, and faults.
 * @see YAML 1.2.2, section 10.3.2 (tag resolution); the library "yaml" reads the same of every document that is read here
 */
export function readPlainYaml(source: string): PlainNode | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what YAML does not print is left to the library.
  if (/[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]|^(?:---|\.\.\.|%)/m.test(source)) return undefined;
  try {
    return readDocument(source);
  } catch (cause) {
    if (cause === unusual) return undefined;
    throw cause;
  }
}

function readDocument(source: string): PlainNode {
  let at = 0;
  let depth = 0;

  const match = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found === null) throw unusual;
    at = pattern.lastIndex;
    return found[0];
  };

  /** Moves from the start of a line over blank lines and comments to the next content; its indentation, −1 at the end. */
  const nextIndent = (): number => {
    for (;;) {
      const lineStart = at;
      while (source[at] === ' ') at += 1;
      if (at >= source.length) return -1;
      const character = source[at];
      if (character === '\n') at += 1;
      else if (character !== '#') return at - lineStart;
      else {
        const end = source.indexOf('\n', at);
        at = end === -1 ? source.length : end + 1;
      }
    }
  };

  /** Back to the start of the line, for whoever reads it next. */
  const stepBack = (indent: number): void => {
    if (indent !== -1) at -= indent;
  };

  const isKeyHere = (): boolean => {
    key.lastIndex = at;
    if (!key.test(source) || source[key.lastIndex] !== ':') return false;
    const after = source[key.lastIndex + 1];
    return after === ' ' || after === '\n' || after === undefined;
  };

  const readKey = (): string => {
    const name = match(key);
    if (source[at] !== ':' || isWord(name) || name === '__proto__') throw unusual;
    at += 1;
    return name;
  };

  const isDash = (): boolean => source[at] === '-' && (source[at + 1] === ' ' || source[at + 1] === '\n');

  const readBlock = (indent: number): PlainNode => {
    depth += 1;
    if (depth > 100) throw unusual;
    const node = isDash() ? readList(indent) : readMap(indent);
    depth -= 1;
    return node;
  };

  const readMap = (indent: number): PlainNode => {
    const start = at;
    const keys: string[] = [];
    const keyStarts: number[] = [];
    const children: PlainNode[] = [];
    const value: Record<string, unknown> = {};
    for (;;) {
      if (!isKeyHere()) throw unusual;
      const keyStart = at;
      const name = readKey();
      if (Object.hasOwn(value, name)) throw unusual;
      const child = readValue(indent, true);
      keys.push(name);
      keyStarts.push(keyStart);
      children.push(child);
      value[name] = child.value;
      const next = nextIndent();
      if (next > indent) throw unusual;
      if (next < indent) {
        stepBack(next);
        return { value, start, keys, keyStarts, children };
      }
    }
  };

  const readList = (indent: number): PlainNode => {
    const start = at;
    const children: PlainNode[] = [];
    for (;;) {
      const dash = at;
      at += 1;
      const spaces = /^ */.exec(source.slice(at, at + 20))![0].length;
      at += spaces;
      const inner = indent + at - dash;
      if (isKeyHere()) children.push(readBlock(inner));
      else if (isDash()) throw unusual;
      else {
        at -= spaces;
        children.push(readValue(indent, false));
      }
      const next = nextIndent();
      if (next > indent) throw unusual;
      // A list may stand at the indentation of the key above it: then the next key ends it.
      if (next < indent || !isDash()) {
        stepBack(next);
        return { value: children.map((child) => child.value), start, children };
      }
    }
  };

  /** What follows a ":" or "-": on the same line, or on the lines below. */
  const readValue = (indent: number, isInMap: boolean): PlainNode => {
    while (source[at] === ' ') at += 1;
    const character = source[at];
    if (character === '\n' || (character === '#' && source[at - 1] === ' ')) {
      match(commentOrEnd);
      const next = nextIndent();
      const isListBelow = isInMap && next === indent && isDash();
      if (next <= indent && !isListBelow) throw unusual;
      return readBlock(next);
    }
    if (character === '|' || character === '>') return readBlockScalar(indent);
    const node = character === '{' || character === '[' ? readFlow() : readScalar(lineScalar);
    match(restOfLine);
    return node;
  };

  const readScalar = (pattern: RegExp): PlainNode => {
    const start = at;
    const character = source[at];
    if (character === '"') {
      const text = match(doubleQuoted);
      return { value: text.includes('\\') ? unescaped(text) : text.slice(1, -1), start };
    }
    if (character === "'") return { value: match(singleQuoted).slice(1, -1).replaceAll("''", "'"), start };
    if (character === undefined || /[\n?:,[\]{}#&*!|>%@`]/.test(character)) throw unusual;
    if (character === '-' && /[\s,[\]{}]/.test(source[at + 1] ?? ' ')) throw unusual;
    const text = match(pattern);
    const trimmed = text.trimEnd();
    at -= text.length - trimmed.length;
    return { value: resolve(trimmed), start };
  };

  const readFlow = (): PlainNode => {
    depth += 1;
    if (depth > 100) throw unusual;
    const start = at;
    const isMap = source[at] === '{';
    const close = isMap ? '}' : ']';
    const keys: string[] = [];
    const keyStarts: number[] = [];
    const children: PlainNode[] = [];
    const value: Record<string, unknown> = {};
    at += 1;
    skipSpaces();
    while (source[at] !== close) {
      if (isMap) {
        const keyStart = at;
        const name = readKey();
        if (source[at] !== ' ' || keys.includes(name)) throw unusual;
        skipSpaces();
        keys.push(name);
        keyStarts.push(keyStart);
      }
      const isNested = source[at] === '{' || source[at] === '[';
      const child = isNested ? readFlow() : readScalar(flowScalar);
      children.push(child);
      if (isMap) value[keys[keys.length - 1]!] = child.value;
      skipSpaces();
      if (source[at] === close) break;
      if (source[at] !== ',') throw unusual;
      at += 1;
      skipSpaces();
      if (source[at] === close) throw unusual;
    }
    at += 1;
    depth -= 1;
    return isMap
      ? { value, start, keys, keyStarts, children }
      : { value: children.map((child) => child.value), start, children };
  };

  const skipSpaces = (): void => {
    while (source[at] === ' ') at += 1;
  };

  /** Literal and folded texts of one paragraph, with "-" or without. */
  const readBlockScalar = (indent: number): PlainNode => {
    const start = at;
    const header = match(blockHeader);
    const lines: string[] = [];
    let width = -1;
    while (at < source.length) {
      const end = source.indexOf('\n', at);
      const line = source.slice(at, end === -1 ? source.length : end);
      const own = line.length - line.trimStart().length;
      if (line.trim() === '' || own <= indent) break;
      if (width === -1) width = own;
      if (own !== width) throw unusual;
      lines.push(line.slice(width));
      at = end === -1 ? source.length : end + 1;
    }
    // Blank lines within or after the text, and spaces at the ends of lines, have rules of their own.
    const isPlain = lines.length > 0 && !lines.some((line) => line.endsWith(' '));
    const isAtEnd = at >= source.length;
    if (!isPlain || (isAtEnd ? !source.endsWith('\n') : /^ *(?:\n|$)/.test(source.slice(at, at + 200)))) throw unusual;
    const text = lines.join(header.startsWith('>') ? ' ' : '\n');
    return { value: header.includes('-') ? text : `${text}\n`, start };
  };

  const indent = nextIndent();
  if (indent !== 0 || isDash()) throw unusual;
  const root = readBlock(0);
  if (nextIndent() !== -1) throw unusual;
  return root;
}

function isWord(text: string): boolean {
  return /^(?:null|Null|NULL|true|True|TRUE|false|False|FALSE)$/.test(text);
}

function unescaped(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    throw unusual;
  }
}

/** Tag resolution of the core schema. */
function resolve(text: string): unknown {
  if (isWord(text)) return text[0] === 'n' || text[0] === 'N' ? null : text[0] === 't' || text[0] === 'T';
  if (!/^[-+.0-9~]/.test(text)) return text;
  if (/^[-+]?[0-9]{1,15}$/.test(text)) return Number(text);
  if (/^[-+]?[0-9]+$/.test(text)) throw unusual;
  if (/^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$/.test(text)) return Number(text);
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+$/.test(text)) return Number(text);
  if (/^(?:~|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/.test(text)) throw unusual;
  return text;
}
