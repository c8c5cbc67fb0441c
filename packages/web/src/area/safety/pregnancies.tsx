// Pregnancies of participants and partners: what is known, reported and brought up to date.
import { Button, Card, Group, Table, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { isOver, type Pregnancy, pregnanciesIn } from './pregnancy.js';
import { PregnancyDialog } from './pregnancy-dialog.js';
import { useAdverseEventWords } from './words.js';

/** Of one participant, where they are recorded too; without one, of all. */
export function Pregnancies({ participantId }: { readonly participantId?: string }) {
  const say = useSay();
  const { trialId, may } = useTrial();
  const { dayOrMissing } = useAdverseEventWords(undefined);
  const rows = useView(trialId, 'seriousEvents', participantId === undefined ? {} : { participantId }, {
    enabled: may('seriousEvents'),
  });
  const [opened, setOpened] = useState<Pregnancy | 'new'>();
  const known = pregnanciesIn(rows.data ?? []);
  const mayRecord = may('recordPregnancy');
  const isOfOne = participantId !== undefined;
  if (known.length === 0 && !(isOfOne && mayRecord)) return null;
  return (
    <Card withBorder component="section" aria-label={say('pregnancy.title')}>
      <Group justify="space-between" align="center">
        <Title order={2}>{say('pregnancy.title')}</Title>
        {isOfOne && mayRecord && (
          <Button variant="light" leftSection={<IconPlus size={16} />} onClick={() => setOpened('new')}>
            {say('pregnancy.record')}
          </Button>
        )}
      </Group>
      {known.length === 0 ? (
        <Text size="sm" c="dimmed">
          {say('pregnancy.none')}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={560} mt="xs">
          <Table aria-label={say('pregnancy.title')}>
            <Table.Thead>
              <Table.Tr>
                {!isOfOne && <Table.Th>{say('safety.participant')}</Table.Th>}
                <Table.Th>{say('pregnancy.of')}</Table.Th>
                <Table.Th>{say('pregnancy.learnedOn')}</Table.Th>
                <Table.Th>{say('pregnancy.expectedOn')}</Table.Th>
                <Table.Th>{say('pregnancy.outcome')}</Table.Th>
                {mayRecord && <Table.Th />}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {known.map((one) => (
                <Table.Tr key={one.id}>
                  {!isOfOne && (
                    <Table.Td>
                      {may('participants') ? (
                        <Link to={`/trials/${trialId}/participants/${one.participantId}?tab=events` as never}>
                          {one.number || one.siteId}
                        </Link>
                      ) : (
                        one.number || one.siteId
                      )}
                    </Table.Td>
                  )}
                  <Table.Td>{say(`pregnancy.of.${one.facts.of}`)}</Table.Td>
                  <Table.Td>{dayOrMissing(one.facts.learnedOn)}</Table.Td>
                  <Table.Td>{dayOrMissing(one.facts.expectedOn) || '–'}</Table.Td>
                  <Table.Td>
                    <Text span size="sm" fw={isOver(one.facts) ? undefined : 600}>
                      {say(`pregnancy.outcome.${one.facts.outcome}`)}
                    </Text>
                    {one.facts.outcomeOn !== undefined && `, ${dayOrMissing(one.facts.outcomeOn)}`}
                  </Table.Td>
                  {mayRecord && (
                    <Table.Td ta="right">
                      <Button
                        variant="default"
                        size="compact-sm"
                        onClick={() => setOpened(one)}
                        aria-label={say('pregnancy.updateOf', {
                          day: dayOrMissing(one.facts.learnedOn),
                          who: say(`pregnancy.of.${one.facts.of}`),
                        })}
                      >
                        {say('pregnancy.update')}
                      </Button>
                    </Table.Td>
                  )}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {opened !== undefined && (
        <PregnancyDialog
          participantId={opened === 'new' ? (participantId ?? '') : opened.participantId}
          known={opened === 'new' ? undefined : opened}
          onClose={() => setOpened(undefined)}
        />
      )}
    </Card>
  );
}
