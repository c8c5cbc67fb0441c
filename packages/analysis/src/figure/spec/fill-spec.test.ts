// Templates: filled as the web application fills them, and each names exactly the words and datasets that it says it needs.
import { readFileSync } from 'node:fs';
import { compile, type TopLevelSpec } from 'vega-lite';
import { describe, expect, test } from 'vitest';
import { fillSpec, type SpecFilling } from './fill-spec.js';
import { type FigureTemplate, figureTemplates } from './template.js';

type Case = SpecFilling & { readonly what: string; readonly template: TopLevelSpec };
const cases = JSON.parse(
  readFileSync(new URL('../../../../../validation/figure/fill-spec-cases.json', import.meta.url), 'utf8'),
) as {
  readonly filled: readonly (Case & { readonly spec: object })[];
  readonly refused: readonly (Case & { readonly message: string })[];
};

describe('filling a template', () => {
  test.each(cases.filled)('$what', ({ template, spec, ...filling }) => {
    const before = JSON.stringify(template);
    expect(fillSpec(template, filling)).toEqual(spec);
    expect(JSON.stringify(template)).toBe(before);
  });

  test.each(cases.refused)('is refused without $what', ({ template, message, ...filling }) => {
    expect(() => fillSpec(template, filling)).toThrow(new RangeError(message));
  });
});

describe.each(Object.entries(figureTemplates) as [string, FigureTemplate][])('the template %s', (_name, template) => {
  const text = JSON.stringify(template.spec);

  test('names the words and the datasets that it says, and no others', () => {
    const found = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name))].sort();
    expect(found(/"\{(\w+)\}"/g)).toEqual([...template.words].sort());
    expect(found(/"data":\{"name":"(\w+)"\}/g)).toEqual(Object.keys(template.datasets).sort());
  });

  test('holds no data, no size and no colour, and survives the way through JSON', () => {
    expect(text).not.toMatch(/"data":\{(?!"name")|"(url|width|height|padding|autosize|background)":|#[0-9a-f]{3,6}/i);
    expect(JSON.parse(text)).toEqual(template.spec);
  });

  test('is a specification without warnings, also where no number is planned', () => {
    const words = Object.fromEntries(template.words.map((word) => [word, `${word}?`]));
    const datasets = Object.fromEntries(Object.keys(template.datasets).map((name) => [name, []]));
    const warnings: unknown[] = [];
    const warn = (...said: readonly unknown[]) => {
      warnings.push(said);
      return logger;
    };
    const logger = { warn, error: warn, info: () => logger, debug: () => logger, level: () => logger };
    const { spec } = compile(fillSpec(template.spec, { datasets, words }), { logger: logger as never });
    expect(warnings).toEqual([]);
    expect(spec.marks?.length).toBeGreaterThan(0);
  });
});
