// How well the next allocation can be foreseen, and how far groups stray: the protocol's design beside others.
import { Button, Card, Group, Image, NumberInput, Stack, Table, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { ask } from '../../api/http.js';
import { useProtocol } from '../../api/protocol.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { PageHeader } from '../../part/page-header.js';

interface Assessed {
  readonly name: string;
  readonly assessment: {
    readonly kind: 'exact' | 'simulated';
    readonly overall: {
      readonly correctGuesses?: number;
      readonly informedGuesses?: number;
      readonly deterministic?: number;
      readonly imbalance?: { readonly atEnd?: unknown };
    };
  };
}

interface Answer {
  readonly seed: number;
  readonly designs: readonly Assessed[];
  readonly figure: string;
}

export function Page() {
  const say = useSay();
  const { trialId } = useTrial();
  const protocol = useProtocol(trialId).data?.protocol;
  const [compare, setCompare] = useState('bigStick:3');
  const [participants, setParticipants] = useState<number | undefined>();
  const assess = useMutation<Answer, Error, void>({
    mutationFn: () =>
      ask('POST', '/api/design/randomisation-assessment', {
        body: {
          trialId,
          compare: compare.split(/\s+/).filter((one) => one !== ''),
          ...(participants === undefined ? {} : { participants }),
        },
      }),
  });
  return (
    <>
      <PageHeader title={say('assessment.title')} help={say('assessment.help')} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          assess.mutate();
        }}
      >
        <Group align="flex-end" mb="md" gap="sm">
          <TextInput
            label={say('assessment.compare')}
            description={say('assessment.compareHint')}
            value={compare}
            onChange={(event) => setCompare(event.currentTarget.value)}
            flex="1 1 320px"
            maw={520}
          />
          <NumberInput
            label={say('assessment.participants')}
            value={participants ?? protocol?.plannedParticipants ?? ''}
            onChange={(value) => setParticipants(typeof value === 'number' ? value : undefined)}
            min={2}
            w={140}
          />
          <Button type="submit" loading={assess.isPending}>
            {say('assessment.run')}
          </Button>
        </Group>
      </form>
      {assess.isError && <ErrorNote error={assess.error} />}
      {assess.data && <Result answer={assess.data} />}
    </>
  );
}

function Result({ answer }: { readonly answer: Answer }) {
  const say = useSay();
  const { number, percent } = useFormats();
  const share = (value: number | undefined) => (value === undefined ? '' : percent(value));
  const figure = useSvgAddress(answer.figure);
  return (
    <Stack gap="md">
      <Table.ScrollContainer minWidth={640}>
        <Table aria-label={say('assessment.title')} className="eq-card">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{say('assessment.design')}</Table.Th>
              <Table.Th className="eq-number">{say('assessment.guesses')}</Table.Th>
              <Table.Th className="eq-number">{say('assessment.informed')}</Table.Th>
              <Table.Th className="eq-number">{say('assessment.deterministic')}</Table.Th>
              <Table.Th className="eq-number">{say('assessment.imbalance')}</Table.Th>
              <Table.Th>{say('assessment.kind')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {answer.designs.map(({ name, assessment: { kind, overall } }) => (
              <Table.Tr key={name}>
                <Table.Td>{name}</Table.Td>
                <Table.Td className="eq-number">{share(overall.correctGuesses)}</Table.Td>
                <Table.Td className="eq-number">{share(overall.informedGuesses)}</Table.Td>
                <Table.Td className="eq-number">{share(overall.deterministic)}</Table.Td>
                <Table.Td className="eq-number">{numberIn(overall.imbalance?.atEnd, number)}</Table.Td>
                <Table.Td>{say(`assessment.${kind}`)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Card withBorder component="figure" m={0}>
        <Text component="figcaption" fw={650} mb="xs">
          {say('assessment.figure')}
        </Text>
        {figure !== undefined && <Image src={figure} alt={say('assessment.figure')} fit="contain" bg="#fff" />}
      </Card>
      <Text size="sm" c="dimmed">
        {say('assessment.seed', { seed: String(answer.seed) })}
      </Text>
    </Stack>
  );
}

/** A drawing of the server as an image: what is in it runs nothing. */
function useSvgAddress(svg: string): string | undefined {
  const blob = useMemo(() => new Blob([svg], { type: 'image/svg+xml' }), [svg]);
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return address;
}

function numberIn(value: unknown, number: (value: number, digits?: number) => string): string {
  if (typeof value === 'number') return number(value, 2);
  const mean = (value as { readonly mean?: unknown } | undefined)?.mean;
  return typeof mean === 'number' ? number(mean, 2) : '';
}
