// All that is known of one value: why it is missing, its queries with their answers, and its history in place.
import { type ItemValue, isMissing, label, MissingReason } from '@equipoise/trial';
import { Badge, Button, Drawer, Group, Stack, Text, Textarea, Timeline, Title } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { QueryState } from '../../part/query-state.js';
import { useActorNames } from '../participant/actor-names.js';
import { type QueryRow, useOpenForm } from './form-context.js';
import type { Field } from './form-model.js';
import type { Raw } from './form-value.js';
import { wordValue } from './words.js';

interface ValueDrawerProps {
  readonly field: Field;
  readonly raw: Raw;
  readonly onGive: (raw: Raw) => void;
  readonly onClose: () => void;
}

export function ValueDrawer({ field, raw, onGive, onClose }: ValueDrawerProps) {
  const { say, language } = useSpeech();
  const { may } = useTrial();
  const { mayFill, queriesOf } = useOpenForm();
  const { item, rowId } = field;
  const chosen = typeof raw === 'string' ? undefined : raw.missing;
  const queries = queriesOf(item.id, rowId);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="md"
      title={label(item.name, language)}
      closeButtonProps={{ 'aria-label': say('shell.close') }}
    >
      <Stack gap="lg">
        {item.value === undefined && mayFill(field) && (
          <section>
            <Title order={3} mb="xs">
              {say('form.whyMissing')}
            </Title>
            <Group gap="xs">
              {MissingReason.options.map((reason, index) => (
                <Button
                  key={reason}
                  variant={chosen === reason ? 'filled' : 'default'}
                  aria-pressed={chosen === reason}
                  data-autofocus={index === 0 || undefined}
                  onClick={() => {
                    onGive(chosen === reason ? '' : { missing: reason });
                    onClose();
                  }}
                >
                  {say(`missing.${reason}`)}
                </Button>
              ))}
            </Group>
          </section>
        )}
        {queries.length > 0 && (
          <section>
            <Title order={3} mb="xs">
              {say('form.queries')}
            </Title>
            <Stack gap="md">
              {queries.map((query) => (
                <QueryAnswer key={query.query_id} query={query} />
              ))}
            </Stack>
          </section>
        )}
        {may('forms') && <History field={field} />}
      </Stack>
    </Drawer>
  );
}

/** A query with what was said to it, answered in place. */
export function QueryAnswer({ query }: { readonly query: QueryRow }) {
  const { say } = useSpeech();
  const { trialId, may } = useTrial();
  const { instant } = useFormats();
  const answer = useCommand(trialId, 'answerQuery');
  const [text, setText] = useState('');
  const isOpen = query.status === 'open';
  return (
    <Stack gap={6}>
      <Group gap="xs">
        <Badge variant="light" color={isOpen ? 'orange' : 'gray'} tt="none">
          {say(isOpen ? 'query.open' : 'query.answered')}
        </Badge>
        <Text size="xs" c="dimmed">
          {instant(query.opened_at)}
        </Text>
      </Group>
      <Text size="sm">{query.text}</Text>
      {isOpen && may('answerQuery') && (
        <>
          <Textarea
            label={say('query.answerText')}
            autosize
            minRows={2}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          {answer.isError && <ErrorNote error={answer.error} />}
          <Group>
            <Button
              size="compact-sm"
              loading={answer.isPending}
              disabled={text.trim().length < 3}
              onClick={() =>
                answer.mutate({ body: { participantId: asId(query.participant_id), queryId: query.query_id, text } })
              }
            >
              {say('query.send')}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}

function History({ field: { item, rowId } }: { readonly field: Field }) {
  const { say, language } = useSpeech();
  const formats = useFormats();
  const { trialId } = useTrial();
  const { place } = useOpenForm();
  const history = useView(trialId, 'valueHistory', { ...place, item: item.id });
  const nameOf = useActorNames(history.data?.map(({ actor_id }) => actor_id) ?? []);
  const words = { say, language, formats };
  return (
    <section>
      <Title order={3} mb="xs">
        {say('form.history')}
      </Title>
      <QueryState query={history} empty={say('form.noHistory')} lines={3}>
        {(rows) => (
          <Timeline bulletSize={14} lineWidth={2}>
            {rows
              .filter((row) => row.row_id === null || row.row_id === rowId)
              .map((row) => (
                <Timeline.Item
                  key={`${row.version} ${row.item} ${row.row_id}`}
                  title={say(`form.action.${actionKey(row.action)}`)}
                >
                  {row.item !== 'form' && (
                    <Text size="sm">
                      {row.from !== null && <s>{wordValue(item, row.from as ItemValue, words)}</s>}{' '}
                      <b>{textOf(row.to, (value) => wordValue(item, value, words))}</b>
                    </Text>
                  )}
                  {row.reason !== null && <Text size="sm">{say('form.because', { reason: row.reason })}</Text>}
                  <Text size="xs" c="dimmed">
                    {nameOf(row.actor_id)} · {formats.instant(row.recorded_at)}
                  </Text>
                </Timeline.Item>
              ))}
          </Timeline>
        )}
      </QueryState>
    </section>
  );
}

function actionKey(action: string) {
  const keys = {
    recorded: 'recorded',
    corrected: 'corrected',
    'row removed': 'rowRemoved',
    'taken back': 'takenBack',
    'moved here': 'movedHere',
  } as const;
  return keys[action as keyof typeof keys];
}

function textOf(value: unknown, word: (value: ItemValue) => string): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' && !isMissing(value) ? '' : word(value as ItemValue);
}
