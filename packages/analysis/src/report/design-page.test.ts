// The page on the design: every activity at its visits, nothing but the protocol.
import { readFileSync } from 'node:fs';
import { parseProtocol } from '@equipoise/trial';
import { describe, expect, it } from 'vitest';
import { renderDesignPage } from './design-page.js';

function page(trial: string): string {
  const source = readFileSync(new URL(`../../../../trials/${trial}/protocol.yaml`, import.meta.url), 'utf8');
  const parsed = parseProtocol(source, 'protocol.yaml');
  if (!parsed.ok) throw new Error('The protocol has problems.');
  return renderDesignPage(parsed.value);
}

function marksOf(markup: string, activity: string): readonly boolean[] {
  const row = new RegExp(`<tr><th scope="row">${activity}</th>(.*?)</tr>`, 's').exec(markup)?.[1] ?? '';
  return [...row.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map((cell) => cell[1] === '×');
}

describe('renderDesignPage', () => {
  it('marks each form at the visits that have it', () => {
    const marks = marksOf(page('mesems'), 'MRI of the brain, central reading');
    expect(marks.filter(Boolean).length).toBe(7);
    expect(marks.length).toBeGreaterThan(7);
  });

  it('marks an administration at the visit on its day', () => {
    expect(marksOf(page('mesems'), 'Second infusion').filter(Boolean)).toEqual([true]);
  });

  it('is one file without scripts, and names what is recorded as it happens', () => {
    const markup = page('mesems');
    expect(markup).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    expect(markup).toMatch(/Recorded as it happens: [^.]*Relapse/);
  });
});
