// Reads a folder of MedDRA ASCII files into terms with their primary path. The dictionary itself is licensed: bring your own.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ParseIssue } from '@equipoise/trial';

/** A term as it is stored. */
export interface ImportedTerm {
  readonly code: string;
  readonly term: string;
  readonly isCurrent: boolean;
  /** From the narrowest level to the widest. */
  readonly path: readonly { readonly level: string; readonly code: string; readonly term: string }[];
}

export interface ReadDictionary {
  readonly terms: readonly ImportedTerm[];
  readonly issues: readonly ParseIssue[];
}

/** Columns of each file that are read, by position, and how many a line has at least. */
const layouts = {
  'llt.asc': { columns: { code: 0, name: 1, pt: 2, current: 9 }, least: 10 },
  'mdhier.asc': {
    columns: { pt: 0, hlt: 1, hlgt: 2, soc: 3, ptName: 4, hltName: 5, hlgtName: 6, socName: 7, primary: 11 },
    least: 12,
  },
  'pt.asc': { columns: { code: 0, name: 1, soc: 3 }, least: 4 },
  'hlt.asc': { columns: { code: 0, name: 1 }, least: 2 },
  'hlgt.asc': { columns: { code: 0, name: 1 }, least: 2 },
  'soc.asc': { columns: { code: 0, name: 1 }, least: 2 },
  'hlt_pt.asc': { columns: { upper: 0, lower: 1 }, least: 2 },
  'hlgt_hlt.asc': { columns: { upper: 0, lower: 1 }, least: 2 },
  'soc_hlgt.asc': { columns: { upper: 0, lower: 1 }, least: 2 },
} as const;
type File = keyof typeof layouts;
const needed: readonly File[] = ['llt.asc', 'mdhier.asc'];

/** Lines of one file as columns by name, with their number. */
type Line = Readonly<Record<string, string>> & { readonly line: string };

/**
 * Reads the files that are there (llt.asc and mdhier.asc must be) and holds them against each other: every name and every step of
 * the hierarchy that two files tell has to agree. All problems at once; with a problem nothing should be stored.
 */
export function readMeddra(folder: string): ReadDictionary {
  const names = new Map(readdirSync(folder).map((name) => [name.toLowerCase(), name]));
  return readFiles((file) => {
    const name = names.get(file);
    return name === undefined ? undefined : readFileSync(path.join(folder, name), 'utf8');
  });
}

/** The same of files that were sent: their content by name. */
export function readMeddraTexts(files: readonly { readonly name: string; readonly content: string }[]): ReadDictionary {
  const contents = new Map(files.map(({ name, content }) => [name.toLowerCase(), content]));
  return readFiles((file) => contents.get(file));
}

function readFiles(contentOf: (file: File) => string | undefined): ReadDictionary {
  const issues: ParseIssue[] = [];
  const issue = (file: string, line: number, code: string, message: string, allowed: string) =>
    issues.push({ code, severity: 'error', message, allowed, file, line, column: 1 });
  const read = (file: File): readonly Line[] => {
    const content = contentOf(file);
    if (content === undefined) {
      if (needed.includes(file)) issue(file, 1, 'file-missing', `${file} is not there`, needed.join(', '));
      return [];
    }
    return linesOf(content, file, issue);
  };
  const [llt, hierarchy] = [read('llt.asc'), read('mdhier.asc')];
  const primary = new Map<string, Line>();
  const steps = {
    'hlt_pt.asc': new Set<string>(),
    'hlgt_hlt.asc': new Set<string>(),
    'soc_hlgt.asc': new Set<string>(),
  };
  for (const one of hierarchy) {
    steps['hlt_pt.asc'].add(`${one.hlt}|${one.pt}`);
    steps['hlgt_hlt.asc'].add(`${one.hlgt}|${one.hlt}`);
    steps['soc_hlgt.asc'].add(`${one.soc}|${one.hlgt}`);
    if (one.primary !== 'Y') continue;
    const { pt = '' } = one;
    if (primary.has(pt)) issue('mdhier.asc', Number(one.line), 'primary-twice', `${pt} has two primary paths`, 'one');
    primary.set(pt, one);
  }
  for (const file of ['hlt_pt.asc', 'hlgt_hlt.asc', 'soc_hlgt.asc'] as const)
    for (const { upper, lower, line } of read(file))
      if (hierarchy.length > 0 && !steps[file].has(`${upper}|${lower}`))
        issue(
          file,
          Number(line),
          'hierarchy-differs',
          `${lower} is not below ${upper} in mdhier.asc`,
          'the same pairs',
        );
  checkNames(read, primary, issue);
  const seen = new Set<string>();
  const terms = llt.flatMap((one): readonly ImportedTerm[] => {
    const { code = '', name = '', pt = '', current, line } = one;
    const above = primary.get(pt);
    if (seen.has(code))
      issue('llt.asc', Number(line), 'code-twice', `the code ${code} is there twice`, 'each code once');
    seen.add(code);
    if (above === undefined) {
      issue(
        'llt.asc',
        Number(line),
        'parent-unknown',
        `${pt} has no primary path in mdhier.asc`,
        'a preferred term of mdhier.asc',
      );
      return [];
    }
    return [
      {
        code,
        term: name,
        isCurrent: current !== 'N',
        path: [
          { level: 'preferredTerm', code: pt, term: above.ptName ?? '' },
          { level: 'highLevelTerm', code: above.hlt ?? '', term: above.hltName ?? '' },
          { level: 'highLevelGroupTerm', code: above.hlgt ?? '', term: above.hlgtName ?? '' },
          { level: 'systemOrganClass', code: above.soc ?? '', term: above.socName ?? '' },
        ],
      },
    ];
  });
  return { terms, issues };
}

type Issue = (file: string, line: number, code: string, message: string, allowed: string) => void;

/** The files of single levels against the hierarchy: the same names, and the same primary class of a preferred term. */
function checkNames(read: (file: File) => readonly Line[], primary: ReadonlyMap<string, Line>, issue: Issue): void {
  const levels = [
    ['pt.asc', 'pt', 'ptName'],
    ['hlt.asc', 'hlt', 'hltName'],
    ['hlgt.asc', 'hlgt', 'hlgtName'],
    ['soc.asc', 'soc', 'socName'],
  ] as const;
  for (const [file, key, nameKey] of levels) {
    const byCode = new Map([...primary.values()].map((one) => [one[key], one] as const));
    for (const { code, name, soc, line } of read(file)) {
      const known = byCode.get(code ?? '');
      if (known === undefined) continue;
      if (known[nameKey] !== name)
        issue(
          file,
          Number(line),
          'name-differs',
          `${code} is "${name}" here, "${known[nameKey]}" in mdhier.asc`,
          'one name',
        );
      if (soc !== undefined && soc !== '' && known.soc !== soc)
        issue(
          file,
          Number(line),
          'class-differs',
          `${code} belongs to ${soc} here, to ${known.soc} in mdhier.asc`,
          'one class',
        );
    }
  }
}

function linesOf(content: string, layout: File, issue: Issue): readonly Line[] {
  const { columns, least } = layouts[layout];
  return content.split(/\r?\n/).flatMap((text, index): readonly Line[] => {
    if (text === '') return [];
    const cells = text.split('$');
    if (cells.length < least) {
      issue(
        layout,
        index + 1,
        'line-malformed',
        `this line has ${cells.length} fields`,
        `${least} or more, apart by "$"`,
      );
      return [];
    }
    const named = Object.entries(columns).map(([name, at]) => [name, (cells[at] ?? '').trim()]);
    const line = { ...Object.fromEntries(named), line: String(index + 1) } as Line;
    const empty = ['code', 'pt', 'name'].filter((name) => line[name] === '');
    if (empty.length > 0) {
      issue(layout, index + 1, 'field-empty', `${empty.join(' and ')} is empty`, 'a code and a name');
      return [];
    }
    return [line];
  });
}
