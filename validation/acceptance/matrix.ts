// The acceptance matrix: which test holds the program to which line.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Line = z.strictObject({ id: z.string(), area: z.string(), text: z.string(), rsvc: z.string().optional() });

export interface AcceptanceLine extends z.infer<typeof Line> {
  /** The tests that bear its number. */
  readonly tests: readonly { readonly file: string; readonly name: string }[];
}

/** The lines, each with the tests among these files that bear its number at the end of their name. */
export function linesOfAcceptance(
  files: readonly { readonly file: string; readonly text: string }[],
): readonly AcceptanceLine[] {
  const lines = z.array(Line).parse(JSON.parse(readFileSync(new URL('./lines.json', import.meta.url), 'utf8')));
  const borne = files.flatMap(({ file, text }) =>
    [...text.matchAll(/(['"`])((?:(?!\1|\n).)*?\[acceptance [0-9A-Z]+\](?:(?!\1|\n).)*)\1/g)].map((match) => ({
      file,
      name: match[2] ?? '',
    })),
  );
  return lines.map((line) => ({
    ...line,
    tests: borne
      .filter(({ name }) => name.includes(`[acceptance ${line.id}]`))
      .map(({ file, name }) => ({ file, name: name.replace(/\s*\[acceptance [0-9A-Z]+\]/g, '') })),
  }));
}

/** The matrix as a page. A test that is listed passed wherever `npm test` ended with 0 failed. */
export function matrixOf(lines: readonly AcceptanceLine[]): string {
  const areas = [...new Set(lines.map(({ area }) => area))];
  const sections = areas.map((area) => {
    const rows = lines
      .filter((line) => line.area === area)
      .map(({ id, text, rsvc, tests }) => {
        const named = tests.map(({ file, name }) => `${cell(name)} ([${nameOf(file)}](../${file}))`);
        return `| ${id} | ${cell(text)}${rsvc === undefined ? '' : ` *${rsvc}*`} | ${named.join('<br>')} |`;
      });
    return `## ${area}\n\n| line | requirement | tests |\n|---|---|---|\n${rows.join('\n')}`;
  });
  return `# Acceptance

What any serious trial system must satisfy, line by line, and the tests that hold this program to it. The numbers in italics are those of REDCap's public
validation suite from whose requirements the line was derived, in our own words. \`npm test\` runs every test that is listed; \`npm test -- -t acceptance\` runs these alone. One that
fails fails the run. The list is written by \`npm run docs\` from the tests themselves, and \`npm test\` fails where a line has none.

${sections.join('\n\n')}
`;
}

function nameOf(file: string): string {
  return file.split('/').at(-1) ?? file;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll("\\'", "'");
}
