// One term as it was written: what the dictionary offers, the code by hand, and what it was coded with before.
import { Anchor, Badge, Button, Checkbox, Group, List, Radio, Stack, Text, TextInput, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { type MessageKey, useSay } from '../../language/message.js';
import { pathText, type TermGroup, thingOf } from './coding-list.js';
import classes from './review.module.css';
import { useSendMany } from './send-many.js';
import { useParticipants, usePeople } from './trial-words.js';

export function CodingPanel({ group }: { readonly group: TermGroup }) {
  const say = useSay();
  const { may } = useTrial();
  const { number } = useParticipants();
  const { send, progress } = useSendMany();
  const [choice, setChoice] = useState(group.suggestions[0]?.code ?? 'other');
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [isSynonym, setSynonym] = useState(false);
  const code = choice === 'other' ? typed.trim() : choice;
  const isChange = group.code !== null;
  const record = async (event: FormEvent) => {
    event.preventDefault();
    const isDone = await send(
      'codeTerm',
      group.rows.map((row) => ({
        about: number(row.participant_id),
        body: {
          participantId: row.participant_id,
          thing: thingOf(row),
          code,
          ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
        } as never,
      })),
    );
    if (isDone && isSynonym)
      await send('addSynonym', [
        {
          about: group.verbatim,
          body: {
            coding: group.coding,
            verbatim: group.verbatim,
            code,
            reason: reason.trim() === '' ? say('coding.synonymReason') : reason.trim(),
          } as never,
        },
      ]);
  };
  return (
    <section className={classes.panel} aria-label={group.verbatim}>
      <Title order={2} mb="xs">
        <q>{group.verbatim}</q>
      </Title>
      <CodedAs group={group} />
      {may('codeTerm') && (
        <form onSubmit={record}>
          <Stack gap="sm">
            <Radio.Group label={say('coding.choose')} value={choice} onChange={setChoice}>
              <Stack gap={6} mt={6}>
                {group.suggestions.map((suggestion) => (
                  <Radio
                    key={suggestion.code}
                    value={suggestion.code}
                    label={`${suggestion.term} (${suggestion.code})`}
                    description={[
                      say('coding.alike', { percent: Math.round(suggestion.similarity * 100) }),
                      pathText(suggestion.path),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  />
                ))}
                <Radio value="other" label={say('coding.other')} />
              </Stack>
            </Radio.Group>
            {choice === 'other' && (
              <TextInput
                label={say('coding.code')}
                description={say('coding.codeHint')}
                required
                maxLength={64}
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
                maw={320}
              />
            )}
            <TextInput
              label={say('shell.reason')}
              description={isChange ? undefined : say('shell.optional')}
              required={isChange}
              minLength={3}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            {may('addSynonym') && (
              <Checkbox
                label={say('coding.synonym')}
                checked={isSynonym}
                onChange={(event) => setSynonym(event.currentTarget.checked)}
              />
            )}
            <Group justify="flex-end">
              <Button type="submit" loading={progress !== undefined} disabled={code === ''}>
                {say('coding.record', { count: group.rows.length })}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
      <Where group={group} />
    </section>
  );
}

function CodedAs({ group }: { readonly group: TermGroup }) {
  const say = useSay();
  const { instant } = useFormats();
  const person = usePeople();
  const [row] = group.rows;
  if (row === undefined || group.code === null) return null;
  return (
    <Stack gap={2} mb="md">
      <Group gap="xs">
        <Text fw={600}>{group.term}</Text>
        <Text c="dimmed">{group.code}</Text>
        {row.method !== null && (
          <Badge variant="default" size="sm" tt="none">
            {say(`coding.method.${row.method}` as MessageKey)}
          </Badge>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {pathText(row.path)}
      </Text>
      <Text size="xs" c="dimmed">
        {say('coding.by', {
          person: person(row.coded_by),
          at: instant(row.coded_at),
          version: row.dictionary_version ?? '',
        })}
      </Text>
    </Stack>
  );
}

function Where({ group }: { readonly group: TermGroup }) {
  const say = useSay();
  const { trialId } = useTrial();
  const { number } = useParticipants();
  return (
    <>
      <Title order={3} mt="md" mb={4}>
        {say('coding.where', { count: group.rows.length })}
      </Title>
      <List size="sm" spacing={2}>
        {group.rows.slice(0, 50).map((row) => (
          <List.Item key={`${row.participant_id} ${row.thing}`}>
            <Anchor component={Link} to={`/trials/${trialId}/participants/${row.participant_id}` as never} size="sm">
              {number(row.participant_id)}
            </Anchor>
          </List.Item>
        ))}
      </List>
    </>
  );
}
