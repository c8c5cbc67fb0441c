// SECURITY.md names the tests that show what it says: each of them is there.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

it('the table of SECURITY.md names tests that there are', () => {
  const rows = readFileSync(path.join(root, 'SECURITY.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\| \d+\.\d+\.\d+ \|/.test(line));
  const missing: string[] = [];
  let named = 0;
  for (const row of rows) {
    for (const [, file = '', name = ''] of row.matchAll(/`([\w./-]+\.test\.ts)`([^;|`]*)/g)) {
      const place = path.join(root, file.startsWith('packages/') ? '' : 'packages/server/src', file);
      named += 1;
      if (!existsSync(place) || !readFileSync(place, 'utf8').includes(name.trim())) missing.push(`${file}${name}`);
    }
  }
  expect(missing).toEqual([]);
  expect(rows.length).toBeGreaterThan(140);
  expect(named).toBeGreaterThan(130);
});
