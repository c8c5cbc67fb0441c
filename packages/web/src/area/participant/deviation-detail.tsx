// One deviation: what it means, what is done about it, and whether it is closed.
import { Button, Divider, Group, Stack, Switch, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { type MessageKey, useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import type { DeviationRow } from './deviations-tab.js';
import { ThingHistory, usePlainValue } from './thing-history.js';

export function DeviationDetail({
  deviation,
  onDone,
}: {
  readonly deviation: DeviationRow;
  readonly onDone: () => void;
}) {
  const say = useSay();
  const { trialId, may } = useTrial();
  const update = useCommand(trialId, 'updateDeviation');
  const [assessment, setAssessment] = useState(deviation.assessment ?? '');
  const [action, setAction] = useState(deviation.action ?? '');
  const [isClosed, setClosed] = useState(deviation.status === 'closed');
  const [reason, setReason] = useState('');
  const isMine = may('updateDeviation');
  const change = {
    ...(assessment.trim() === (deviation.assessment ?? '') ? {} : { assessment: assessment.trim() }),
    ...(action.trim() === (deviation.action ?? '') ? {} : { action: action.trim() }),
    ...(isClosed === (deviation.status === 'closed')
      ? {}
      : { status: isClosed ? ('closed' as const) : ('open' as const) }),
  };
  return (
    <Stack gap="sm">
      <Text size="sm">{deviation.description}</Text>
      {deviation.detected_by === 'rule' && (
        <Text size="xs" c="dimmed">
          {say('deviation.byRule')}
        </Text>
      )}
      <Textarea
        label={say('deviation.assessment')}
        value={assessment}
        onChange={(event) => setAssessment(event.currentTarget.value)}
        readOnly={!isMine}
        autosize
        minRows={2}
      />
      <Textarea
        label={say('deviation.action')}
        value={action}
        onChange={(event) => setAction(event.currentTarget.value)}
        readOnly={!isMine}
        autosize
        minRows={2}
      />
      {isMine && (
        <>
          <Switch
            label={say('deviation.close')}
            checked={isClosed}
            onChange={(event) => setClosed(event.currentTarget.checked)}
          />
          <Textarea
            label={say('form.reason')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            required
            autosize
            minRows={2}
          />
          {update.isError && <ErrorNote error={update.error} />}
          <Group justify="flex-end">
            <Button
              loading={update.isPending}
              disabled={Object.keys(change).length === 0 || reason.trim().length < 3}
              onClick={() =>
                update.mutate(
                  {
                    body: {
                      participantId: asId(deviation.participant_id),
                      deviationId: deviation.deviation_id,
                      ...change,
                      reason,
                    },
                  },
                  { onSuccess: onDone },
                )
              }
            >
              {say('shell.save')}
            </Button>
          </Group>
        </>
      )}
      <Divider my="xs" />
      <DeviationHistory deviation={deviation} />
    </Stack>
  );
}

const factNames: Readonly<Record<string, MessageKey>> = {
  category: 'deviation.category',
  importance: 'deviation.importance',
  occurredOn: 'deviation.day',
  description: 'deviation.description',
  assessment: 'deviation.assessment',
  action: 'deviation.action',
  status: 'deviation.status',
};

function DeviationHistory({ deviation }: { readonly deviation: DeviationRow }) {
  const say = useSay();
  const { trialId } = useTrial();
  const plain = usePlainValue();
  const history = useView(trialId, 'deviationHistory', { participantId: deviation.participant_id });
  const own = { ...history, data: history.data?.filter(({ deviation_id }) => deviation_id === deviation.deviation_id) };
  const word = (fact: string, value: unknown) => {
    if (fact === 'category') return say(`deviation.category.${value as 'other'}`);
    if (fact === 'importance') return say(`deviation.importance.${value as 'minor'}`);
    if (fact === 'status') return say(`deviation.status.${value as 'open'}`);
    return plain(value);
  };
  return (
    <ThingHistory
      query={own as typeof history}
      words={{ fact: (fact) => (factNames[fact] === undefined ? undefined : say(factNames[fact])), value: word }}
    />
  );
}
