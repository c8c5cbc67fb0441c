// The history in place of what is no form: an adverse event, a deviation, a file. Who changed what, when, from what to what, and why.
import { isMissing } from '@equipoise/trial';
import { Title as Heading, Stack, Text, Timeline } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { QueryState } from '../../part/query-state.js';
import { useActorNames } from './actor-names.js';

/** A step of a history, of whatever thing. */
export interface HistoryStep {
  readonly version: number;
  readonly actor_id: string;
  readonly recorded_at: string;
  readonly action: 'recorded' | 'changed' | 'removed';
  readonly changes: readonly { readonly fact: string; readonly from: unknown; readonly to: unknown }[];
  readonly reason: string | null;
}

interface ThingHistoryProps {
  readonly query: UseQueryResult<readonly HistoryStep[], Error>;
  /** The name of a fact, and a value of it, in words; a fact without a name is not shown. */
  readonly words: {
    readonly fact: (fact: string) => string | undefined;
    readonly value: (fact: string, value: unknown) => string;
    /** What a step is about, where the history is of several things. */
    readonly about?: (step: HistoryStep) => string;
  };
}

function StepTitle({ step, about }: { readonly step: HistoryStep; readonly about: string | undefined }) {
  const say = useSay();
  return (
    <Text size="sm" fw={600}>
      {about === undefined ? '' : `${about}: `}
      {say(`history.${step.action}`)}
    </Text>
  );
}

export function ThingHistory({ query, words }: ThingHistoryProps) {
  const say = useSay();
  const { instant } = useFormats();
  const nameOf = useActorNames(query.data?.map(({ actor_id }) => actor_id) ?? []);
  return (
    <section>
      <Heading order={3} mb="sm">
        {say('history.title')}
      </Heading>
      <QueryState query={query} empty={say('history.none')} lines={2}>
        {(steps) => (
          <Timeline bulletSize={12} lineWidth={2}>
            {steps.toReversed().map((step) => (
              <Timeline.Item key={step.version} title={<StepTitle step={step} about={words.about?.(step)} />}>
                <Text size="xs" c="dimmed">
                  {nameOf(step.actor_id)} · {instant(step.recorded_at)}
                </Text>
                {step.action === 'changed' && (
                  <Stack gap={0} mt={2}>
                    {step.changes.map(({ fact, from, to }) => {
                      const name = words.fact(fact);
                      if (name === undefined) return null;
                      const [before, after] = [from, to].map((value) =>
                        value === null ? '—' : words.value(fact, value),
                      );
                      return (
                        <Text key={fact} size="sm">
                          {name}: <s>{before}</s> → {after}
                        </Text>
                      );
                    })}
                  </Stack>
                )}
                {step.reason !== null && <Text size="sm">{say('history.reason', { reason: step.reason })}</Text>}
              </Timeline.Item>
            ))}
          </Timeline>
        )}
      </QueryState>
    </section>
  );
}

/** A value that is no text of the trial: a day, yes or no, why it is missing. */
export function usePlainValue(): (value: unknown) => string {
  const say = useSay();
  const { day, instant } = useFormats();
  return (value) => {
    if (isMissing(value)) return say(`missing.${value.missing}`);
    if (typeof value === 'boolean') return say(value ? 'shell.yes' : 'shell.no');
    if (typeof value !== 'string') return JSON.stringify(value);
    if (/^\d{4}(-\d\d){0,2}$/.test(value)) return day(value);
    return /^\d{4}-\d\d-\d\dT/.test(value) ? instant(value) : value;
  };
}
