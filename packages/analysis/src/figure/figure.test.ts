// The drawings: places on the axis of time, fitting of text, ticks, and inks that can be read.
import { describe, expect, test } from 'vitest';
import { tinyProtocol } from '../fixture/tiny-trial.fixture.js';
import { ink, sequenceLooks } from './palette.js';
import { planAdministrations, planVisits } from './planned-day.js';
import { linearTicks, logTicks, roundedOut } from './scale.js';
import { renderSchematic } from './schematic.js';
import { textWidth, wrapEvenly, wrapText } from './text-width.js';
import { layOutTimeline } from './timeline.js';

describe('the axis of time', () => {
  test('follows anchors from administration to administration', () => {
    expect(planAdministrations(tinyProtocol).map((each) => each.day)).toEqual([0, 28]);
    expect(planVisits(tinyProtocol).map((each) => [each.visit.id, each.day])).toEqual([
      ['screening', undefined],
      ['v1', 7],
      ['v2', 28],
      ['v3', 35],
      ['v4', 56],
    ]);
  });

  test('is true to scale', () => {
    const { columns, toX, periods } = layOutTimeline(tinyProtocol, 100, 700);
    const at = (id: string) => columns.find((each) => each.visit.id === id)?.axisX ?? Number.NaN;
    expect((at('v4') - at('v1')) / (at('v2') - at('v1'))).toBeCloseTo(49 / 21, 9);
    expect(periods.map((each) => each.days)).toEqual([
      [0, 28],
      [28, 56],
    ]);
    expect(toX(28)).toBeCloseTo(periods[1]?.from ?? Number.NaN, 9);
  });

  test('gives up scale, and says so, where a period has no visit with a day', () => {
    const undated = {
      ...tinyProtocol,
      administrations: [],
      visits: tinyProtocol.visits.map(({ offsetDays: _, ...visit }) =>
        visit.anchor === 'screening' ? visit : { ...visit, anchor: 'randomisation' },
      ),
    };
    expect(layOutTimeline(undated, 100, 700).isToScale).toBe(false);
    expect(renderSchematic(undated)).toContain('time is not to scale');
    expect(renderSchematic(tinyProtocol)).not.toContain('not to scale');
  });

  test('keeps columns apart and in order, however near the days are', () => {
    const visit = tinyProtocol.visits[1];
    if (visit === undefined) throw new Error('the tiny protocol has visits');
    const crowd = [1, 2, 3, 4].map((offsetDays) => ({ ...visit, id: `day${offsetDays}`, offsetDays }));
    const { columns } = layOutTimeline({ ...tinyProtocol, visits: [...tinyProtocol.visits, ...crowd] }, 100, 700);
    const places = columns.map((column) => column.x);
    const gaps = places.slice(1).map((x, index) => x - (places[index] ?? x));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(14.99);
    expect(Math.max(...places)).toBeLessThanOrEqual(700);
  });
});

describe('the schematic', () => {
  test('names sequences, treatments, administrations, visits and forms, and marks those of the primary endpoint', () => {
    const drawn = renderSchematic(tinyProtocol);
    for (const name of [
      'Drug first',
      'Sugar first',
      'Drug',
      'Sugar',
      'First dose',
      'Second dose',
      'Visit 4',
      'History',
    ]) {
      expect(drawn).toContain(`>${name}<`);
    }
    expect(drawn).not.toContain('SYNTHETIC');
    expect(renderSchematic(tinyProtocol, 'SYNTHETIC: made')).toContain('>SYNTHETIC: made</text>');
  });
});

describe('fitting of text', () => {
  test('breaks at words and cuts a word only where it is wider than the line', () => {
    expect(wrapText('one two three', textWidth('one two', 10), 10)).toEqual(['one two', 'three']);
    expect(wrapText('aaaa', textWidth('aa', 10), 10)).toEqual(['aa', 'aa']);
  });

  test('balances lines without adding one or cutting a word', () => {
    const even = wrapEvenly('Weeks 1 and 2', textWidth('Weeks 1 and', 10), 10);
    expect(even).toHaveLength(2);
    expect(even.join(' ')).toBe('Weeks 1 and 2');
    expect(Math.max(...even.map((line) => textWidth(line, 10)))).toBeLessThanOrEqual(textWidth('Weeks 1', 10));
    expect(wrapEvenly('Second screening visit', 52, 9.5).join(' ')).toBe('Second screening visit');
  });
});

describe('ticks', () => {
  test('of a logarithmic axis are 1, 2 and 5 times powers of ten', () => {
    expect(logTicks(0.2, 5)).toEqual([0.2, 0.5, 1, 2, 5]);
    expect([roundedOut(0.31, 'down'), roundedOut(3.2, 'up'), roundedOut(0.5, 'down')]).toEqual([0.2, 5, 0.5]);
  });

  test('of a linear axis are round and cover the values', () => {
    expect(linearTicks(-1.9, 1.3, 6)).toEqual([-2, -1, 0, 1, 2]);
    expect(linearTicks(0, 0, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  });
});

/** Contrast on white. @see WCAG 2.2, relative luminance and contrast ratio */
function contrastOnWhite(colour: string): number {
  const channels = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((each) =>
    each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4,
  );
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

test('inks of text and of sequences have a contrast of at least 4.5, and no two sequences share a shape', () => {
  const inks = [ink.text, ink.soft, ink.stamp, ink.accent, ...sequenceLooks.map((look) => look.colour)];
  expect(inks.filter((colour) => contrastOnWhite(colour) < 4.5)).toEqual([]);
  expect(new Set(sequenceLooks.map((look) => look.shape)).size).toBe(sequenceLooks.length);
});
