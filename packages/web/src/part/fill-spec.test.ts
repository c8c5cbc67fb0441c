// The browser fills templates exactly as the report does.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fillSpec, type SpecFilling } from './fill-spec.js';

type Case = SpecFilling & { readonly what: string; readonly template: object };
const cases = JSON.parse(
  readFileSync(new URL('../../../../validation/figure/fill-spec-cases.json', import.meta.url), 'utf8'),
) as {
  readonly filled: readonly (Case & { readonly spec: object })[];
  readonly refused: readonly (Case & { readonly message: string })[];
};

describe('filling a template', () => {
  it.each(cases.filled)('$what', ({ template, spec, ...filling }) => {
    expect(fillSpec(template, filling)).toEqual(spec);
  });

  it.each(cases.refused)('is refused without $what', ({ template, message, ...filling }) => {
    expect(() => fillSpec(template, filling)).toThrow(new RangeError(message));
  });
});
