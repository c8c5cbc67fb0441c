import { describe, expect, it } from 'vitest';
import { instantAt, wallClock, zonedText } from './zone.js';

describe('instantAt', () => {
  it.each([
    ['in winter', '2026-01-15', '10:00', 'Europe/Rome', '2026-01-15T09:00:00.000Z'],
    ['in summer', '2026-07-15', '10:00', 'Europe/Rome', '2026-07-15T08:00:00.000Z'],
    ['on the day clocks go forward', '2026-03-29', '10:00', 'Europe/Rome', '2026-03-29T08:00:00.000Z'],
    ['on the day clocks go back', '2026-10-25', '10:00', 'Europe/Rome', '2026-10-25T09:00:00.000Z'],
    ['for a time that clocks skip', '2026-03-29', '02:30', 'Europe/Rome', '2026-03-29T01:30:00.000Z'],
    ['for a time that occurs twice, the first', '2026-10-25', '02:30', 'Europe/Rome', '2026-10-25T00:30:00.000Z'],
    ['in a zone of half hours', '2026-03-01', '10:00', 'Asia/Tehran', '2026-03-01T06:30:00.000Z'],
    [
      'west of Greenwich, where clocks go forward',
      '2026-03-08',
      '10:00',
      'America/Toronto',
      '2026-03-08T14:00:00.000Z',
    ],
    ['beyond the date line', '2026-06-01', '08:00', 'Pacific/Kiritimati', '2026-05-31T18:00:00.000Z'],
  ])('gives the instant %s', (_, day, time, zone, instant) => {
    expect(instantAt(day, time, zone)).toBe(instant);
  });

  it('is undone by wallClock on every day of a year in every zone where the time exists', () => {
    for (const zone of ['Europe/Rome', 'America/Toronto', 'Asia/Tehran', 'Australia/Lord_Howe']) {
      for (let day = 0; day < 365; day += 1) {
        const date = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
        const { day: shown, time } = wallClock(instantAt(date, '09:15', zone), zone);
        expect([shown, time]).toEqual([date, '09:15']);
      }
    }
  });
});

describe('zonedText', () => {
  it('says day, time, distance from UTC and zone', () => {
    expect(zonedText('2026-03-29T08:00:00.000Z', 'Europe/Rome')).toBe('2026-03-29 10:00 +02:00 Europe/Rome');
    expect(zonedText('2026-01-01T03:30:00.000Z', 'America/St_Johns')).toBe('2026-01-01 00:00 -03:30 America/St_Johns');
  });
});
