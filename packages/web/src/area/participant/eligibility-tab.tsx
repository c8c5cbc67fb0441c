// Eligibility: each criterion beside the values that decide it, and the assessment for each stage.
import { isMissing, label, type RecordedForm } from '@equipoise/trial';
import { Anchor, Button, Group, Stack, Table, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { todayHere } from '../../part/moment.js';
import { QueryState } from '../../part/query-state.js';
import { knownOf } from '../form/form-model.js';
import { wordValue } from '../form/words.js';
import { type AssessedCriterion, assessedCriteria } from './eligibility.js';
import type { PartOfParticipant } from './participant-page.js';
import { PastAssessments } from './past-assessments.js';

const signs = {
  met: { Icon: IconCheck, color: 'var(--eq-good-text)' },
  notMet: { Icon: IconX, color: 'var(--eq-bad-text)' },
  unknown: { Icon: IconAlertTriangle, color: 'var(--eq-warning-text)' },
} as const;

/** The forms of a participant as rules read them. */
export function useRecorded(participantId: string) {
  const { trialId, may } = useTrial();
  const forms = useView(trialId, 'form', { participantId }, { enabled: may('forms') });
  const recorded = useMemo(
    () =>
      forms.data?.map((row): RecordedForm => {
        const { happenedOn, items, rows } = knownOf(row);
        const day = happenedOn === undefined || isMissing(happenedOn) ? undefined : happenedOn;
        return { ...{ visit: row.visit, form: row.form, occurrence: row.occurrence }, day, items, rows };
      }),
    [forms.data],
  );
  return { forms, recorded };
}

export function EligibilityTab({ participant, protocol }: PartOfParticipant) {
  const { say } = useSpeech();
  const { trialId, may } = useTrial();
  const { forms, recorded } = useRecorded(participant.participant_id);
  const assess = useCommand(trialId, 'assessEligibility');
  const send = (stage: 'harvest' | 'randomisation') =>
    assess.mutate(
      { body: { participantId: asId(participant.participant_id), stage, assessedOn: todayHere() } },
      {
        onSuccess: ({ outcome }) =>
          notifications.show({
            message: say(outcome.eligible === false ? 'eligibility.assessedNot' : 'eligibility.assessed'),
            color: outcome.eligible === false ? 'orange' : 'green',
          }),
      },
    );
  return (
    <Stack gap="sm">
      <QueryState query={{ ...forms, data: recorded && [recorded] } as never}>
        {([found]: readonly (readonly RecordedForm[])[]) => (
          <section>
            <Title order={2} mb="xs">
              {say('eligibility.now')}
            </Title>
            <CriteriaTable
              criteria={assessedCriteria(protocol, participant.site_id, found ?? [])}
              participantId={participant.participant_id}
            />
          </section>
        )}
      </QueryState>
      {assess.isError && <ErrorNote error={assess.error} />}
      {may('assessEligibility') && (
        <Group>
          {protocol.eligibility.stages.map((stage) => (
            <Button key={stage} variant="light" loading={assess.isPending} onClick={() => send(stage)}>
              {say(`eligibility.assess.${stage}`)}
            </Button>
          ))}
        </Group>
      )}
      <PastAssessments participant={participant} protocol={protocol} />
    </Stack>
  );
}

interface CriteriaTableProps {
  readonly criteria: readonly AssessedCriterion[];
  readonly participantId: string;
}

export function CriteriaTable({ criteria, participantId }: CriteriaTableProps) {
  const { say, language } = useSpeech();
  const formats = useFormats();
  const { trialId } = useTrial();
  const words = { say, language, formats };
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
        {criteria.map(({ criterion, verdict, facts }) => {
          const { Icon, color } = signs[verdict];
          return (
            <Table.Tr key={criterion.id}>
              <Table.Td>{label(criterion.name, language)}</Table.Td>
              <Table.Td>
                {facts.map(({ name, item, value, at }) => {
                  const title = item === undefined ? name : label(item.name, language);
                  const text = value === undefined ? say('form.noValue') : wordValue(item, value, words);
                  return (
                    <Text key={name} size="sm">
                      <Text span c="dimmed" size="sm">
                        {title}:{' '}
                      </Text>
                      {at === undefined ? (
                        text
                      ) : (
                        <Anchor
                          component={Link}
                          size="sm"
                          underline="always"
                          to={
                            `/trials/${trialId}/participants/${participantId}/forms/${at.visit}/${at.form}/${at.occurrence}` as never
                          }
                          aria-label={`${title}: ${text}`}
                        >
                          {text}
                        </Anchor>
                      )}
                    </Text>
                  );
                })}
              </Table.Td>
              <Table.Td>
                <Group gap={6} wrap="nowrap" c={color}>
                  <Icon size={16} aria-hidden />
                  <Text span size="sm" fw={600}>
                    {say(`eligibility.${verdict}`)}
                  </Text>
                </Group>
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
