// The thread of one query: every step, who and when, and the next one.
import { Anchor, Button, Drawer, Group, Skeleton, Stack, Text, Textarea, Timeline } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { type MessageKey, useSay } from '../../language/message.js';
import { FormValues } from './form-values.js';
import { QueryBadge } from './query-badge.js';
import { placeOfQuery, type QueryRow } from './query-filter.js';
import { useSendMany } from './send-many.js';
import { useParticipants, usePeople, useProtocolWords } from './trial-words.js';

export function QueryThread({ query, onClose }: { readonly query: QueryRow; readonly onClose: () => void }) {
  const say = useSay();
  const { trialId, may } = useTrial();
  const { instant } = useFormats();
  const words = useProtocolWords(query.site_id);
  const person = usePeople();
  const { number } = useParticipants();
  const { participant_id: participantId, query_id: queryId, status } = query;
  const steps = useView(trialId, 'queryHistory', { participantId, queryId }, { enabled: may('queryHistory') });
  const { send, progress } = useSendMany();
  const [text, setText] = useState('');
  const place = placeOfQuery(query);
  const { visit, form, occurrence = 1, items = [] } = place;
  const record = async (step: 'answerQuery' | 'closeQuery' | 'reopenQuery') => {
    const words = text.trim();
    const body =
      step === 'closeQuery'
        ? { participantId, queryIds: [queryId], ...(words === '' ? {} : { comment: words }) }
        : { participantId, queryId, text: words };
    if (await send(step, [{ body: body as never, about: number(participantId) }])) setText('');
  };
  const next = (
    [
      ['answerQuery', status === 'open', 'query.answer'],
      ['reopenQuery', status !== 'open', 'query.reopen'],
      ['closeQuery', status !== 'closed', 'query.close'],
    ] as const
  ).filter(([right, fits]) => fits && may(right));
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={
        <Group gap="xs">
          <Text fw={650}>{number(participantId)}</Text>
          <QueryBadge status={status} />
        </Group>
      }
      closeButtonProps={{ 'aria-label': say('shell.close') }}
    >
      <Stack gap="md">
        <div>
          <Text size="sm" c="dimmed">
            {words.place(place) || say('query.whole')}
          </Text>
          <Text fw={550}>{query.text}</Text>
          <Anchor
            component={Link}
            size="sm"
            to={
              `/trials/${trialId}/participants/${participantId}${form === undefined ? '' : `/forms/${visit}/${form}`}` as never
            }
          >
            {say(form === undefined ? 'review.openParticipant' : 'query.openForm')}
          </Anchor>
        </div>
        {visit !== undefined && form !== undefined && may('forms') && (
          <FormValues
            participantId={participantId}
            siteId={query.site_id}
            place={{ visit, form, occurrence }}
            marked={items}
          />
        )}
        {steps.isPending && may('queryHistory') ? (
          <Skeleton height={80} />
        ) : (
          <Timeline bulletSize={14} lineWidth={2}>
            {(steps.data ?? []).map((step) => (
              <Timeline.Item
                key={`${step.step} ${step.recorded_at}`}
                title={say(`query.step.${step.step}` as MessageKey)}
              >
                {step.text !== null && <Text size="sm">{step.text}</Text>}
                <Text size="xs" c="dimmed">
                  {step.by_check ? say('query.byCheck') : person(step.actor_id)} · {instant(step.recorded_at)}
                </Text>
              </Timeline.Item>
            ))}
          </Timeline>
        )}
        {next.length > 0 && (
          <Stack gap="xs">
            <Textarea
              label={say('query.yourText')}
              data-autofocus
              autosize
              minRows={2}
              maxLength={2000}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <Group justify="flex-end" gap="xs">
              {next.map(([step, , label], index) => (
                <Button
                  key={step}
                  variant={index === 0 ? 'filled' : 'default'}
                  loading={progress !== undefined}
                  disabled={step !== 'closeQuery' && text.trim().length < 3}
                  onClick={() => void record(step)}
                >
                  {say(label)}
                </Button>
              ))}
            </Group>
          </Stack>
        )}
      </Stack>
    </Drawer>
  );
}
