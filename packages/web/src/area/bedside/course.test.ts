// The course of an infusion from the record and from what waits.
import { describe, expect, it } from 'vitest';
import { type CourseEntry, courseOf, runningMs, waitingEntries } from './course.js';

const about = { administration: 'infusion1', bagCode: 'AAAAAAAAA1', validMinutes: 60 };
const now = Date.parse('2026-03-10T11:00:00.000Z');
const at = (time: string) => `2026-03-10T${time}:00.000Z`;
const check = (actorId: string, time: string, failures: readonly string[] = []): CourseEntry => ({
  type: 'BedsideChecked',
  actorId,
  at: at(time),
  facts: { ...about, checkId: `${actorId} ${time}`, failures },
});
const step = (name: 'started' | 'interrupted' | 'resumed' | 'ended', time: string): CourseEntry => ({
  type: 'InfusionStepRecorded',
  actorId: 'nurse',
  at: at(time),
  facts: { ...about, stepId: name, step: name },
});

describe('the course of an infusion', () => {
  it('counts each person once, by the last scan, while it is fresh', () => {
    const of = (entries: readonly CourseEntry[]) =>
      courseOf(entries, { ...about, now }).goodBy.map((one) => one.actorId);
    expect(of([check('nurse', '10:40'), check('nurse', '10:50')])).toEqual(['nurse']);
    expect(of([check('nurse', '10:40'), check('doctor', '10:50')])).toEqual(['nurse', 'doctor']);
    expect(of([check('nurse', '09:40'), check('doctor', '10:50')])).toEqual(['doctor']);
    expect(of([check('nurse', '10:40'), check('nurse', '10:50', ['wrong-bag'])])).toEqual([]);
  });

  it('never counts a scan that the server has not answered', () => {
    const kept = { ...check('nurse', '10:50'), isWaiting: true };
    expect(courseOf([kept], { ...about, now }).goodBy).toEqual([]);
  });

  it('runs without the time for which it stood still, whatever order the steps arrive in', () => {
    const course = courseOf(
      [step('ended', '10:55'), step('resumed', '10:30'), step('started', '10:05'), step('interrupted', '10:20')],
      { ...about, now },
    );
    expect(runningMs(course, now)).toBe(40 * 60_000);
    expect(course).toMatchObject({ startedAt: at('10:05'), endedAt: at('10:55'), wasInterrupted: true });
  });

  it('stands still from an interruption on', () => {
    const course = courseOf([step('started', '10:05'), step('interrupted', '10:20')], { ...about, now });
    expect([runningMs(course, now), course.pausedAt]).toEqual([15 * 60_000, at('10:20')]);
  });

  it('is told by what waits on the device as well, and not by what was refused', () => {
    const body = { participantId: 'p', ...about, stepId: 's', step: 'started', happenedAt: { at: at('10:10') } };
    const entries = waitingEntries(
      [
        { command: 'recordInfusionStep', body },
        { command: 'recordInfusionStep', body: { ...body, step: 'ended' }, refused: {} },
        { command: 'recordInfusionStep', body: { ...body, participantId: 'other' } },
      ],
      { participantId: 'p', actorId: 'nurse' },
    );
    const { steps } = courseOf(entries, { ...about, now });
    expect(steps.map(({ step: name, isWaiting }) => [name, isWaiting])).toEqual([['started', true]]);
  });

  it('of another bag is not this one', () => {
    expect(courseOf([step('started', '10:05')], { ...about, bagCode: 'OTHER', now }).startedAt).toBeUndefined();
  });
});
