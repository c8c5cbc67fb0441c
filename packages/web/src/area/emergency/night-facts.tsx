// What is known of one participant in an emergency: whom to call, what was given when, drugs, adverse events.
import type { Protocol } from '@equipoise/trial';
import { Anchor, Badge, Button, Card, Group, Stack, Table, Text, Title } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useText } from '../../api/protocol.js';
import type { RowOf } from '../../api/view.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { useAdverseEventWords } from '../safety/words.js';
import { daysSince } from './find.js';
import classes from './night.module.css';

type Row = RowOf<'emergency'>;

function Part({ id, title, children }: { readonly id: string; readonly title: string; readonly children: ReactNode }) {
  return (
    <Card withBorder component="section" aria-labelledby={id}>
      <Title order={2} id={id} mb="xs">
        {title}
      </Title>
      {children}
    </Card>
  );
}

export function Contacts({ row }: { readonly row: Row }) {
  const say = useSay();
  const text = useText();
  return (
    <Part id="call-title" title={say('emergency.call')}>
      {row.contacts.length === 0 && <Text c="dimmed">{say('emergency.noContacts')}</Text>}
      <Stack gap="xs">
        {row.contacts.map(({ name, phone, hours }) => (
          <Group key={phone} gap="sm" wrap="nowrap">
            <IconPhone size={24} aria-hidden />
            <div>
              <Anchor href={`tel:${phone.replace(/[^+\d]/g, '')}`} className={classes.phone}>
                {phone}
              </Anchor>
              <Text size="sm">{[text(name), text(hours ?? undefined)].filter(Boolean).join(' · ')}</Text>
            </div>
          </Group>
        ))}
      </Stack>
      {row.advice !== null && (
        <Text mt="sm">
          <b>{say('emergency.advice')}:</b> {text(row.advice)}
        </Text>
      )}
    </Part>
  );
}

export function Given({ row, nameOf }: { readonly row: Row; readonly nameOf: (administration: string) => string }) {
  const say = useSay();
  const { day } = useFormats();
  return (
    <Part id="given-title" title={say('emergency.given')}>
      {row.treatment_days.length === 0 && <Text c="dimmed">{say('emergency.notGiven')}</Text>}
      <Stack gap={4}>
        {row.treatment_days.map(({ administration, startedAt }) => {
          const days = daysSince(startedAt, Date.now());
          return (
            <Group key={administration} justify="space-between" gap="0 md">
              <Text fw={600}>{nameOf(administration)}</Text>
              <Text>
                {startedAt === null || days === undefined
                  ? say('emergency.givenUnknown')
                  : say('emergency.givenOn', { day: day(startedAt), days })}
              </Text>
            </Group>
          );
        })}
      </Stack>
    </Part>
  );
}

/** Items of one drug, named and written by the protocol. */
function itemLines(
  protocol: Protocol | undefined,
  form: string,
  items: Readonly<Record<string, unknown>>,
  { text, day }: { readonly text: ReturnType<typeof useText>; readonly day: (text: string) => string },
): readonly string[] {
  const known = protocol?.forms.find(({ id }) => id === form)?.items ?? [];
  return Object.entries(items).map(([id, value]) => {
    const item = known.find((one) => one.id === id);
    const shown =
      item?.type === 'date' || item?.type === 'partialDate'
        ? day(String(value))
        : typeof value === 'object'
          ? '–'
          : String(value);
    return `${text(item?.name) || id}: ${shown}${item?.unit === undefined ? '' : ` ${item.unit}`}`;
  });
}

export function Drugs({ row, protocol }: { readonly row: Row; readonly protocol: Protocol | undefined }) {
  const say = useSay();
  const text = useText();
  const { day } = useFormats();
  return (
    <Part id="drugs-title" title={say('emergency.drugs')}>
      {row.medication.length === 0 && <Text c="dimmed">{say('emergency.noDrugs')}</Text>}
      <Stack gap="xs">
        {row.medication.map(({ visit, form, occurrence, items }) => (
          <div key={`${visit} ${form} ${occurrence}`}>
            <Text fw={600}>{text(protocol?.forms.find(({ id }) => id === form)?.name) || form}</Text>
            <Text size="sm">{itemLines(protocol, form, items, { text, day }).join(' · ')}</Text>
          </div>
        ))}
      </Stack>
    </Part>
  );
}

const first = 6;

export function Events({ row, protocol }: { readonly row: Row; readonly protocol: Protocol | undefined }) {
  const say = useSay();
  const { day } = useFormats();
  const words = useAdverseEventWords(protocol);
  const [isWhole, setWhole] = useState(false);
  const latest = row.events
    .map(({ id, facts, isSerious }) => ({ id, isSerious, facts: facts as EventFacts }))
    .reverse();
  const shown = isWhole ? latest : latest.slice(0, first);
  return (
    <Part id="events-title" title={say('emergency.events')}>
      {latest.length === 0 && <Text c="dimmed">{say('emergency.noEvents')}</Text>}
      {latest.length > 0 && (
        <Table aria-labelledby="events-title" horizontalSpacing={0}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{say('emergency.event')}</Table.Th>
              <Table.Th>{say('emergency.started')}</Table.Th>
              <Table.Th>{say('emergency.outcome')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map(({ id, facts, isSerious }) => (
              <Table.Tr key={id}>
                <Table.Td>
                  {facts.term}{' '}
                  {isSerious && (
                    <Badge color="red.9" size="sm" tt="none">
                      {say('emergency.serious')}
                    </Badge>
                  )}
                </Table.Td>
                <Table.Td>{typeof facts.startedOn === 'string' ? day(facts.startedOn) : '–'}</Table.Td>
                <Table.Td>{words.outcome(facts.outcome)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {latest.length > first && !isWhole && (
        <Button variant="subtle" size="xs" mt="xs" onClick={() => setWhole(true)}>
          {say('emergency.moreEvents', { count: latest.length })}
        </Button>
      )}
    </Part>
  );
}

interface EventFacts {
  readonly term: string;
  readonly startedOn: unknown;
  readonly outcome: string;
}
