// The assessments of eligibility that were recorded, each with the values that decided it then.
import { criteriaFor, findItems, type ItemValue, isMissing, label, type Protocol } from '@equipoise/trial';
import { Accordion, Group, Stack, Table, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import { QueryState } from '../../part/query-state.js';
import { wordValue } from '../form/words.js';
import { useActorNames } from './actor-names.js';

type Assessment = RowOf<'participantEligibility'>;

interface PastAssessmentsProps {
  readonly participant: RowOf<'participants'>;
  readonly protocol: Protocol;
}

export function PastAssessments({ participant, protocol }: PastAssessmentsProps) {
  const { say } = useSpeech();
  const { day, instant } = useFormats();
  const { trialId, may } = useTrial();
  const { participant_id: participantId, site_id: siteId } = participant;
  const past = useView(trialId, 'participantEligibility', { participantId }, { enabled: may('forms') });
  const nameOf = useActorNames(past.data?.map(({ actor_id }) => actor_id) ?? []);
  return (
    <section>
      <Title order={2} mt="md" mb="xs">
        {say('eligibility.past')}
      </Title>
      <QueryState query={past} empty={say('eligibility.noPast')} lines={2}>
        {(rows) => (
          <Accordion variant="separated" chevronPosition="left">
            {rows.toReversed().map((row) => (
              <Accordion.Item key={row.version} value={String(row.version)}>
                <Accordion.Control>
                  <Group justify="space-between" wrap="wrap" pr="sm">
                    <Group gap="sm">
                      <Text size="sm" fw={600}>
                        {say(`eligibility.stage.${row.stage as 'harvest'}`)}
                      </Text>
                      <Text size="sm">{day(row.assessed_on)}</Text>
                      <Verdict
                        isMet={row.eligible}
                        word={say(row.eligible ? 'eligibility.eligible' : 'eligibility.notEligible')}
                      />
                    </Group>
                    <Text size="xs" c="dimmed">
                      {nameOf(row.actor_id)} · {instant(row.recorded_at)} ·{' '}
                      {say('eligibility.protocol', { version: row.protocol_version })}
                    </Text>
                  </Group>
                </Accordion.Control>
                <Accordion.Panel>
                  <Criteria row={row} protocol={protocol} siteId={siteId} />
                </Accordion.Panel>
              </Accordion.Item>
            ))}
          </Accordion>
        )}
      </QueryState>
    </section>
  );
}

function Criteria({
  row,
  protocol,
  siteId,
}: {
  readonly row: Assessment;
  readonly protocol: Protocol;
  readonly siteId: string;
}) {
  const { say, language } = useSpeech();
  const known = criteriaFor(protocol, siteId);
  return (
    <Table aria-label={say('participant.eligibility')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{say('eligibility.criterion')}</Table.Th>
          <Table.Th>{say('eligibility.values')}</Table.Th>
          <Table.Th w={150}>{say('eligibility.verdict')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {row.criteria.map(({ id, satisfied, facts }) => {
          const found = known.find((criterion) => criterion.id === id);
          return (
            <Table.Tr key={id}>
              <Table.Td>{found === undefined ? id : label(found.name, language)}</Table.Td>
              <Table.Td>
                <Facts protocol={protocol} facts={facts as Readonly<Record<string, ItemValue>>} />
              </Table.Td>
              <Table.Td>
                <Verdict isMet={satisfied} isUnknown={Object.values(facts).some(isMissing)} />
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

/** Values that a rule read, by the names of their items. */
export function Facts({
  protocol,
  facts,
}: {
  readonly protocol: Protocol;
  readonly facts: Readonly<Record<string, ItemValue | undefined>>;
}) {
  const { say, language } = useSpeech();
  const formats = useFormats();
  return (
    <Stack gap={0}>
      {Object.entries(facts).map(([name, value]) => {
        const [found] = findItems(protocol, name);
        const title = found === undefined ? factName(name, say) : label(found.item.name, language);
        return (
          <Text key={name} size="sm">
            <Text span c="dimmed" size="sm">
              {title}:{' '}
            </Text>
            {wordValue(found?.item, value, { say, language, formats }) || say('form.noValue')}
          </Text>
        );
      })}
    </Stack>
  );
}

function factName(name: string, say: ReturnType<typeof useSpeech>['say']): string {
  return name === 'workingDaysSinceVisit' ? say('treatment.workingDays') : name;
}

interface VerdictProps {
  readonly isMet: boolean;
  readonly isUnknown?: boolean;
  readonly word?: string;
}

/** Whether a rule was met, in sign and word. */
export function Verdict({ isMet, isUnknown = false, word }: VerdictProps) {
  const { say } = useSpeech();
  const verdict = isMet ? 'met' : isUnknown ? 'unknown' : 'notMet';
  const Icon = isMet ? IconCheck : isUnknown ? IconAlertTriangle : IconX;
  const color = isMet ? 'var(--eq-good-text)' : isUnknown ? 'var(--eq-warning-text)' : 'var(--eq-bad-text)';
  return (
    <Group gap={6} wrap="nowrap" c={color}>
      <Icon size={16} aria-hidden />
      <Text span size="sm" fw={600}>
        {word ?? say(`eligibility.${verdict}`)}
      </Text>
    </Group>
  );
}
