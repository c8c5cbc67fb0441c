// Design and power: what each assumption of the protocol needs, and its curve, for a number of participants that one changes.
import { Badge, Card, Group, NumberInput, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ask, Problem } from '../../api/http.js';
import { useProtocol, useText } from '../../api/protocol.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { type MessageKey, useSay } from '../../language/message.js';
import { Chart } from '../../part/chart.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { type DesignSentence, designWords, methodWord } from './design-words.js';

interface Power {
  readonly id: string;
  readonly name: string;
  readonly method: string;
  readonly assumed: boolean;
  readonly effectName: string;
  readonly effect: number;
  readonly formula: DesignSentence;
  readonly wantedPower: number;
  readonly needed: Readonly<Record<string, number>>;
  readonly neededInTrial: number;
  readonly planned?: { readonly participants: number; readonly withData: number; readonly power: number };
  readonly curve: readonly { readonly n: number; readonly effect: number; readonly power: number }[];
  readonly assumptions: readonly DesignSentence[];
}

/** What the server calls the effects, in the words of the page. */
const effectNames: Readonly<Record<string, MessageKey>> = {
  'rate ratio': 'design.rateRatio',
  'hazard ratio': 'design.hazardRatio',
  'difference in means': 'design.meanDifference',
  'active proportion': 'design.activeProportion',
};

export function Page() {
  const say = useSay();
  const { trialId } = useTrial();
  const text = useText();
  const protocol = useProtocol(trialId).data?.protocol;
  const [typed, setTyped] = useState<number | undefined>();
  const [participants] = useDebouncedValue(typed, 300);
  const power = useQuery({
    queryKey: ['design-power', trialId, participants],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const body = { trialId, ...(participants === undefined ? {} : { participants }) };
      try {
        return (await ask<{ readonly power: readonly Power[] }>('POST', '/api/design/power', { body, signal })).power;
      } catch (error) {
        // A protocol may state no assumption of power.
        if (error instanceof Problem && error.code === 'calculation-unfit') return [];
        throw error;
      }
    },
  });
  return (
    <>
      <PageHeader
        title={say('design.title')}
        help={say('design.help')}
        actions={
          <NumberInput
            label={say('design.participants')}
            value={typed ?? protocol?.plannedParticipants ?? ''}
            onChange={(value) => setTyped(typeof value === 'number' && value >= 2 ? value : undefined)}
            min={2}
            max={100_000}
            step={2}
            w={160}
          />
        }
      />
      <QueryState query={power} empty={say('design.noPower')}>
        {(rows) => (
          <Stack gap="md" aria-busy={power.isFetching}>
            {rows.map((one) => (
              <Assumption
                key={one.id}
                power={one}
                name={text(protocol?.power?.find(({ id }) => id === one.id)?.name ?? one.name)}
              />
            ))}
          </Stack>
        )}
      </QueryState>
    </>
  );
}

function Assumption({ power, name }: { readonly power: Power; readonly name: string }) {
  const say = useSay();
  const { number, percent } = useFormats();
  const effects = [...new Set(power.curve.map(({ effect }) => effect))];
  const effectName = effectNames[power.effectName];
  const nameOfEffect = effectName === undefined ? power.effectName : say(effectName);
  const filling = useMemo(
    () => ({
      words: { participants: say('design.withDataAxis'), power: say('design.power'), effect: nameOfEffect },
      datasets: {
        curve: power.curve.map(({ n, effect, power: value }) => ({
          ...{ n, power: value, effect: number(effect) },
          isAssumed: effect === power.effect,
        })),
        wanted: [{ power: power.wantedPower, label: [say('design.wanted'), percent(power.wantedPower)] }],
        planned:
          power.planned === undefined
            ? []
            : [
                {
                  ...{ n: power.planned.withData, power: power.planned.power },
                  label: say('design.asPlanned', { participants: number(power.planned.withData) }),
                },
              ],
      },
    }),
    [power, say, nameOfEffect, number, percent],
  );
  const sizes = [...new Set(power.curve.map(({ n }) => n))].sort((a, b) => a - b);
  const at = (n: number, effect: number) => power.curve.find((one) => one.n === n && one.effect === effect)?.power;
  return (
    <Card withBorder component="section" aria-label={name}>
      <Group justify="space-between" mb="sm">
        <Title order={2}>{name}</Title>
        <Badge variant="default" tt="none">
          {`${nameOfEffect} · ${methodWord(say, power.method)}`}
        </Badge>
      </Group>
      <SimpleGrid cols={{ base: 2, md: 4 }} mb="md">
        <Fact label={say('design.wanted')} value={percent(power.wantedPower)} />
        <Fact label={say('design.neededInTrial')} value={number(power.neededInTrial)} />
        {power.planned && (
          <>
            <Fact
              label={say('design.asPlanned', { participants: power.planned.participants })}
              value={percent(power.planned.power)}
            />
            <Fact label={say('design.withData')} value={number(power.planned.withData)} />
          </>
        )}
      </SimpleGrid>
      <Chart
        title={say('design.curve')}
        summary={say('design.curveSummary', {
          needed: number(power.neededInTrial),
          power: percent(power.wantedPower),
        })}
        figure="powerCurve"
        filling={filling}
        height={280}
        table={{
          head: [
            say('design.withDataAxis'),
            ...effects.map((effect) => say('design.effectOf', { effect: number(effect) })),
          ],
          rows: sizes.map((n) => [
            n,
            ...effects.map((effect) => {
              const value = at(n, effect);
              return value === undefined ? '' : percent(value, 1);
            }),
          ]),
        }}
      />
      <Text size="sm" c="dimmed" mt="sm">
        {say('design.formula')}: <Sentence kind="formula" sentence={power.formula} />
      </Text>
      {power.assumptions.map((one) => (
        <Text key={one.code} size="sm" c="dimmed">
          <Sentence kind="assumption" sentence={one} />
        </Text>
      ))}
    </Card>
  );
}

function Sentence({ kind, sentence }: { readonly kind: 'assumption' | 'formula'; readonly sentence: DesignSentence }) {
  const say = useSay();
  const { text, isServers } = designWords(kind, sentence, say, useFormats());
  return <span lang={isServers ? 'en' : undefined}>{text}</span>;
}

function Fact({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fz={22} fw={650}>
        {value}
      </Text>
    </div>
  );
}
