// The versions of a consent that were given: when, with which items, recorded by whom.
import { type Consent, label } from '@equipoise/trial';
import { Badge, Group, Stack, Table, Text } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import type { RowOf } from '../../api/view.js';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import { useActorNames } from './actor-names.js';

interface GivenConsentsProps {
  readonly consent: Consent;
  readonly rows: readonly RowOf<'participantConsents'>[];
}

export function GivenConsents({ consent, rows }: GivenConsentsProps) {
  const { say, language } = useSpeech();
  const { day, instant } = useFormats();
  const nameOf = useActorNames(rows.map(({ actor_id }) => actor_id));
  if (rows.length === 0)
    return (
      <Text size="sm" c="dimmed" mt="xs">
        {say('consent.never')}
      </Text>
    );
  return (
    <Table mt="sm" aria-label={say('consent.given', { name: label(consent.name, language) })} highlightOnHover={false}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={130}>{say('consent.version')}</Table.Th>
          <Table.Th w={140}>{say('consent.day')}</Table.Th>
          <Table.Th>{say('consent.items')}</Table.Th>
          <Table.Th w={230}>{say('consent.recordedBy')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.toReversed().map((row) => (
          <Table.Tr key={row.version}>
            <Table.Td valign="top">
              <Group gap={6}>
                <Text size="sm" fw={600}>
                  {row.consent_version}
                </Text>
                {!row.is_latest && (
                  <Badge size="xs" variant="default" tt="none">
                    {say('consent.earlier')}
                  </Badge>
                )}
              </Group>
            </Table.Td>
            <Table.Td valign="top">{row.given_on === null ? say('missing.unknown') : day(row.given_on)}</Table.Td>
            <Table.Td>
              <Stack gap={2}>
                {Object.entries(row.items).map(([id, isAgreed]) => {
                  const name = label(consent.items?.find((item) => item.id === id)?.name ?? id, language);
                  return (
                    <Group key={id} gap={6} wrap="nowrap">
                      {isAgreed ? (
                        <IconCheck size={15} color="var(--eq-good-text)" aria-hidden />
                      ) : (
                        <IconX size={15} color="var(--mantine-color-dimmed)" aria-hidden />
                      )}
                      <Text size="sm">{isAgreed ? name : say('consent.notAgreed', { item: name })}</Text>
                    </Group>
                  );
                })}
              </Stack>
            </Table.Td>
            <Table.Td valign="top">
              <Text size="sm">{nameOf(row.actor_id)}</Text>
              <Text size="xs" c="dimmed">
                {instant(row.recorded_at)}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
