// Joins the files of a protocol that is written in several into one text, and finds the way back.
import type { ParseIssue } from '../issue.js';
import { toldOf } from './finding.js';
import { say } from './sentence.js';

/** A file with its text; `file` is the name that issues show. */
export interface ProtocolFile {
  readonly file: string;
  readonly source: string;
}

/** One text that says what all files say. */
export interface JoinedFiles {
  readonly source: string;
  /** Gives an issue of the joined text its file and line there. */
  readonly locate: (issue: ParseIssue) => ParseIssue;
  /** What keeps the files from being joined. */
  readonly issues: readonly ParseIssue[];
}

interface Line {
  readonly file: string;
  /** 1-based. */
  readonly number: number;
  readonly text: string;
}

/** A key of the first level with all lines until the next; lines before the first key have no name. */
interface Section {
  readonly name: string | undefined;
  readonly head: Line;
  readonly lines: readonly Line[];
}

/**
 * Joins files in their order. A key of the first level stands in one file, but lists in block style (`- …`), which go on
 * from file to file.
 */
export function joinProtocolFiles(files: readonly ProtocolFile[]): JoinedFiles {
  const [only, ...rest] = files;
  if (only !== undefined && rest.length === 0) return { source: only.source, locate: (issue) => issue, issues: [] };
  const sections = files.flatMap(sectionsOf);
  const issues: ParseIssue[] = [];
  const joined: Line[] = [];
  const names = new Set(sections.map(({ name }) => name));
  for (const name of names) {
    const own = sections.filter((section) => section.name === name);
    const [first, ...others] = own;
    joined.push(...(first?.lines ?? []));
    for (const section of others) {
      const problem = name === undefined ? undefined : joinProblem(first!, section);
      if (problem === undefined) joined.push(...(name === undefined ? section.lines : section.lines.slice(1)));
      else
        issues.push({ severity: 'error', file: section.head.file, line: section.head.number, column: 1, ...problem });
    }
  }
  const locate = (issue: ParseIssue): ParseIssue => {
    const line = joined[(issue.line ?? 1) - 1] ?? joined.at(-1);
    return line === undefined ? issue : { ...issue, file: line.file, line: line.number };
  };
  return { source: joined.map(({ text }) => `${text}\n`).join(''), locate, issues };
}

function sectionsOf({ file, source }: ProtocolFile): readonly Section[] {
  const texts = source.split(/\r?\n/);
  if (texts.at(-1) === '') texts.pop();
  const lines = texts.map((text, index): Line => ({ file, number: index + 1, text }));
  const starts = lines.flatMap(({ text }, index) => (/^[^\s#-]/.test(text) ? [index] : []));
  const bounds = starts[0] === 0 ? starts : [0, ...starts];
  return bounds.flatMap((start, index): Section[] => {
    const own = lines.slice(start, bounds[index + 1]);
    const head = own[0];
    if (head === undefined) return [];
    return [{ name: /^([^\s#-][^:]*):/.exec(head.text)?.[1], head, lines: own }];
  });
}

function joinProblem(first: Section, section: Section): Omit<ParseIssue, 'severity'> | undefined {
  const [one, other] = [listIndent(first), listIndent(section)];
  if (one === undefined || other === undefined) {
    const message = say`"${section.name}" is in ${first.head.file} already`;
    const allowed = say`each key in one file; lists in block style ("- …") in several`;
    return { code: 'duplicate-key', ...toldOf({ message, allowed }) };
  }
  if (one === other) return undefined;
  const message = say`the list "${section.name}" is indented by ${one} in ${first.head.file}, and by ${other} here`;
  return { code: 'list-indentation', ...toldOf({ message, allowed: say`the same indentation in every file` }) };
}

/** Spaces before the "-" of a list in block style. */
function listIndent({ lines }: Section): number | undefined {
  const isOpen = /^[^:]*:\s*(?:#.*)?$/.test(lines[0]?.text ?? '');
  const content = lines.slice(1).find(({ text }) => !/^\s*(?:#.*)?$/.test(text))?.text;
  return isOpen && content !== undefined && /^ *- /.test(content) ? content.indexOf('-') : undefined;
}
