// The course of one infusion, as the record and what waits on this device tell it.
export type StepName = 'started' | 'interrupted' | 'resumed' | 'ended';

/** One entry of the chain, or a command that waits: only what the course needs. */
export interface CourseEntry {
  readonly type: 'BedsideChecked' | 'InfusionCleared' | 'InfusionStepRecorded' | 'InfusionRecorded';
  readonly actorId: string;
  readonly at: string | null;
  readonly facts: {
    readonly administration?: string;
    readonly bagCode?: string;
    readonly checkId?: string;
    readonly failures?: readonly string[];
    readonly step?: StepName;
    readonly stepId?: string;
    readonly volumeInfusedMl?: number;
  };
  /** Kept on this device, not sent yet. */
  readonly isWaiting?: boolean;
}

export interface Check {
  readonly checkId: string;
  readonly actorId: string;
  readonly at: string;
  readonly isGood: boolean;
}

export interface CourseStep {
  readonly stepId: string;
  readonly step: StepName;
  readonly at: string;
  readonly isWaiting: boolean;
}

export interface Course {
  readonly checks: readonly Check[];
  /** The last good scan of each person that still counts. */
  readonly goodBy: readonly Check[];
  readonly isCleared: boolean;
  readonly steps: readonly CourseStep[];
  readonly startedAt: string | undefined;
  readonly endedAt: string | undefined;
  /** Since when it stands still. */
  readonly pausedAt: string | undefined;
  readonly wasInterrupted: boolean;
  readonly recordedMl: number | undefined;
}

interface CourseOf {
  readonly administration: string;
  readonly bagCode: string;
  /** How long a scan counts; undefined where the protocol asks for none. */
  readonly validMinutes: number | undefined;
  readonly now: number;
}

const order: readonly StepName[] = ['started', 'interrupted', 'resumed', 'ended'];

export function courseOf(entries: readonly CourseEntry[], about: CourseOf): Course {
  const { administration, bagCode, validMinutes, now } = about;
  const own = entries.filter(
    ({ facts }) =>
      facts.administration === administration && (facts.bagCode === undefined || facts.bagCode === bagCode),
  );
  const checks = own.flatMap((entry): readonly Check[] =>
    entry.type === 'BedsideChecked' && entry.isWaiting !== true
      ? [
          {
            checkId: entry.facts.checkId ?? '',
            actorId: entry.actorId,
            at: entry.at ?? '',
            isGood: (entry.facts.failures ?? []).length === 0,
          },
        ]
      : [],
  );
  // Who scanned again is known by the last scan.
  const last = new Map(checks.map((check) => [check.actorId, check]));
  const oldest = validMinutes === undefined ? Number.NEGATIVE_INFINITY : now - validMinutes * 60_000;
  const steps = own
    .flatMap((entry): readonly CourseStep[] =>
      entry.type === 'InfusionStepRecorded' && entry.facts.step !== undefined && entry.at !== null
        ? [
            {
              stepId: entry.facts.stepId ?? '',
              step: entry.facts.step,
              at: entry.at,
              isWaiting: entry.isWaiting === true,
            },
          ]
        : [],
    )
    // Steps arrive in any order: what the clock said counts.
    .sort((one, other) => one.at.localeCompare(other.at) || order.indexOf(one.step) - order.indexOf(other.step));
  const latest = steps.at(-1);
  const recorded = own.find(({ type }) => type === 'InfusionRecorded');
  return {
    checks,
    goodBy: [...last.values()].filter((check) => check.isGood && Date.parse(check.at) >= oldest),
    isCleared: own.some(({ type }) => type === 'InfusionCleared'),
    steps,
    startedAt: steps.find(({ step }) => step === 'started')?.at,
    endedAt: steps.findLast(({ step }) => step === 'ended')?.at,
    pausedAt: latest?.step === 'interrupted' ? latest.at : undefined,
    wasInterrupted: steps.some(({ step }) => step === 'interrupted'),
    recordedMl: recorded?.facts.volumeInfusedMl,
  };
}

/** For how long it has run, without the time for which it stood still. */
export function runningMs({ steps, startedAt, endedAt }: Course, now: number): number {
  if (startedAt === undefined) return 0;
  const end = endedAt === undefined ? now : Date.parse(endedAt);
  let total = 0;
  let since: number | undefined;
  for (const { step, at } of steps) {
    const moment = Date.parse(at);
    if (step === 'started' || step === 'resumed') since ??= moment;
    else if (since !== undefined) {
      total += moment - since;
      since = undefined;
    }
  }
  return Math.max(0, since === undefined ? total : total + end - since);
}

/** Commands that wait, as entries of the course. */
export function waitingEntries(
  waiting: readonly { readonly command: string; readonly body: unknown; readonly refused?: unknown }[],
  { participantId, actorId }: { readonly participantId: string; readonly actorId: string },
): readonly CourseEntry[] {
  const types: Readonly<Record<string, CourseEntry['type']>> = {
    checkBedside: 'BedsideChecked',
    recordInfusionStep: 'InfusionStepRecorded',
    recordInfusion: 'InfusionRecorded',
  };
  return waiting.flatMap(({ command, body, refused }): readonly CourseEntry[] => {
    const type = types[command];
    const facts = body as CourseEntry['facts'] & {
      readonly participantId?: string;
      readonly happenedAt?: { readonly at: string };
      readonly startedAt?: string;
    };
    if (type === undefined || refused !== undefined || facts.participantId !== participantId) return [];
    return [{ type, actorId, at: facts.happenedAt?.at ?? facts.startedAt ?? null, facts, isWaiting: true }];
  });
}
