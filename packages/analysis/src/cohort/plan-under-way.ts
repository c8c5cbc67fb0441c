// Plans a rehearsal that is in its middle today: the same made trial, moved in time, without what would still come.
import { planRehearsal, type RehearsalInput, type RehearsalPlan } from './plan-rehearsal.js';
import type { Scenario } from './scenario-schema.js';

const dayMs = 86_400_000;

/** What a rehearsal under way needs beside a whole one. */
export interface UnderWayInput extends RehearsalInput {
  readonly participants: number;
  /** UTC instant with milliseconds: nothing is planned after it. */
  readonly now: string;
  /** The share of all commands that are done by then, between 0 and 1. */
  readonly share: number;
}

/**
 * Plans a rehearsal whose course reaches `now` when `share` of its commands are done. Accrual is as dense as the
 * scenario's: fewer participants are randomised in a shorter time. Pure; throws as `planRehearsal` does.
 */
export function planUnderWay({ now, share, ...input }: UnderWayInput): RehearsalPlan {
  const dense = { ...input, scenario: withDenseAccrual(input) };
  const whole = planRehearsal(dense).commands;
  const middle = whole[Math.floor(share * (whole.length - 1))]?.at;
  if (middle === undefined) throw new RangeError('A rehearsal says when its commands are sent.');
  const days = Math.floor((Date.parse(now) - Date.parse(middle)) / dayMs);
  const plan = planRehearsal({ ...dense, scenario: moveAccrual(dense.scenario, (day) => addDays(day, days)) });
  return { ...plan, commands: plan.commands.filter(({ at }) => at === undefined || at <= now) };
}

/** Accrual within the share of its time that the participants are of those that are planned. */
function withDenseAccrual({ scenario, protocol, participants }: Omit<UnderWayInput, 'now' | 'share'>): Scenario {
  const { start } = scenario.accrual;
  const factor = Math.min(1, participants / (protocol.plannedParticipants ?? participants));
  return moveAccrual(scenario, (day) => addDays(start, Math.round(daysBetween(start, day) * factor)));
}

function moveAccrual(scenario: Scenario, move: (day: string) => string): Scenario {
  const { start, end, sites } = scenario.accrual;
  const moved = sites?.map((site) => ({ ...site, ...(site.opens === undefined ? {} : { opens: move(site.opens) }) }));
  return {
    ...scenario,
    accrual: { start: move(start), end: move(end), ...(moved === undefined ? {} : { sites: moved }) },
  };
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs);
}
