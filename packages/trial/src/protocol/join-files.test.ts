// A protocol in several files: lists go on from file to file, and every problem is told in its own file.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { joinProtocolFiles } from './join-files.js';
import { parseProtocolFiles } from './parse.js';

const epilepsy = readFileSync(new URL('../../../../trials/epilepsy/protocol.yaml', import.meta.url), 'utf8');

/** The shipped trial in three files: the forms apart, and the second form in a third file. */
function split(): { file: string; source: string }[] {
  const start = epilepsy.indexOf('\nforms:\n') + 1;
  const end = epilepsy.indexOf('\nrandomisation:\n') + 1;
  const forms = epilepsy.slice(start, end);
  const second = forms.indexOf('  - id: seizureCount');
  return [
    { file: '1.yaml', source: epilepsy.slice(0, start) + epilepsy.slice(end) },
    { file: '2.yaml', source: `# Forms\n${forms.slice(0, second)}` },
    { file: '3.yaml', source: `forms:\n${forms.slice(second)}` },
  ];
}

describe('a protocol in several files', () => {
  it('is read as one', () => {
    const whole = parseProtocolFiles([{ file: 'protocol.yaml', source: epilepsy }]);
    const parts = parseProtocolFiles(split());
    expect(parts.ok && parts.warnings).toEqual([]);
    expect(parts.ok && whole.ok && parts.value).toEqual(whole.ok && whole.value);
  });

  it('has its problems told where they are', () => {
    const files = split().map(({ file, source }) => ({
      file,
      source: source.replace(
        'type: integer, min: 0, required: true }\n    source',
        'type: integer, min: 9, max: 3 }\n    source',
      ),
    }));
    const parsed = parseProtocolFiles(files);
    const issues = parsed.ok ? [] : parsed.issues;
    expect(issues.map(({ file, line, code }) => `${file}:${line} ${code}`)).toEqual(['3.yaml:5 min-above-max']);
  });

  it('has a key that is no list in one file only', () => {
    const parsed = parseProtocolFiles([...split(), { file: '4.yaml', source: '\nacronym: OTHER\n' }]);
    expect(parsed.ok ? [] : parsed.issues).toMatchObject([
      { file: '4.yaml', line: 2, column: 1, code: 'duplicate-key' },
    ]);
  });

  it('has lists with one indentation', () => {
    const { issues } = joinProtocolFiles([
      { file: 'a.yaml', source: 'forms:\n  - id: one\n' },
      { file: 'b.yaml', source: 'forms:\n- id: two\n' },
    ]);
    expect(issues).toMatchObject([{ file: 'b.yaml', line: 1, code: 'list-indentation' }]);
  });

  it('is left as it is where it is one file', () => {
    const source = 'a: 1\r\na: 2';
    expect(joinProtocolFiles([{ file: 'a.yaml', source }]).source).toBe(source);
  });
});
