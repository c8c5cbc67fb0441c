// The list of Mantine's styles leaves out none that a component in use needs.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const assets = new URL('../../dist/assets/', import.meta.url);
const classesOf = (text: string): readonly string[] => text.match(/\bm_[0-9a-f]{6,8}\b/g) ?? [];
const classesIn = (end: string) =>
  readdirSync(assets)
    .filter((file) => file.endsWith(end))
    .flatMap((file) => classesOf(readFileSync(new URL(file, assets), 'utf8')));

it('has the styles of every component that is used', () => {
  const whole = readFileSync(new URL('../../node_modules/@mantine/core/styles.css', import.meta.url), 'utf8');
  const known = new Set(classesOf(whole));
  const styled = new Set(classesIn('.css'));
  const used = [...new Set(classesIn('.js'))];
  expect(used.length).toBeGreaterThan(100);
  expect(used.filter((name) => known.has(name) && !styled.has(name))).toEqual([]);
});
