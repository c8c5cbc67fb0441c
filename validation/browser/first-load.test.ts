// What a browser loads before the first page shows, and what it never gets.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const built = new URL('../../packages/web/dist/', import.meta.url);
const page = readFileSync(new URL('index.html', built), 'utf8');

describe('the first load', () => {
  it('is no more than 350 KB, compressed', () => {
    const files = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file]) => file ?? '');
    expect(files.length).toBeGreaterThan(2);
    const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, built))).length, 0);
    expect(bytes).toBeLessThanOrEqual(350 * 1024);
  });

  it('lies compressed beside each file of some size', () => {
    const files = readdirSync(new URL('assets/', built));
    const named = [...page.matchAll(/(?:src|href)="\/assets\/([^"]+)"/g)].map(([, file]) => file ?? '');
    const large = named.filter((file) => readFileSync(new URL(`assets/${file}`, built)).length >= 1024);
    // The application and its styles.
    expect(large.length).toBeGreaterThanOrEqual(2);
    expect(large.filter((file) => !files.includes(`${file}.br`) || !files.includes(`${file}.gz`))).toEqual([]);
  });

  it('holds no script or style of its own in the page, and no source map beside it', () => {
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=/);
    const files = readdirSync(new URL('assets/', built));
    expect(files.filter((file) => file.endsWith('.map'))).toEqual([]);
    const mapped = files.filter((file) =>
      /sourceMappingURL=(?!data:)/.test(readFileSync(new URL(`assets/${file}`, built), 'utf8')),
    );
    expect(mapped).toEqual([]);
  });
});
