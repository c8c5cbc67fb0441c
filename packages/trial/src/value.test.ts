// Values at the edge of the calendar: what is no real date must never reach the record.
import { describe, expect, it } from 'vitest';
import { Instant, PartialDate } from './value.js';

describe('an instant', () => {
  it.each(['2020-02-29T23:59:59.999Z', '0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'])('can be %s', (text) => {
    expect(Instant.safeParse(text).success).toBe(true);
  });

  it.each([
    '2019-02-29T00:00:00.000Z',
    '2019-13-01T00:00:00.000Z',
    '2019-04-31T12:00:00.000Z',
    '2019-01-01T24:00:00.000Z',
    '2019-01-01T10:60:00.000Z',
    '2019-01-01T10:00:60.000Z',
    '2019-01-01T10:00:00Z',
  ])('cannot be %s', (text) => {
    expect(Instant.safeParse(text).success).toBe(false);
  });
});

describe('a partial date', () => {
  it.each(['2020-02-29', '2020-02', '2020'])('can be %s', (text) => {
    expect(PartialDate.safeParse(text).success).toBe(true);
  });

  it.each(['2019-02-29', '2019-00', '2019-1-1', '19', ''])('cannot be "%s"', (text) => {
    expect(PartialDate.safeParse(text).success).toBe(false);
  });
});
