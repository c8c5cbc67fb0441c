// One term as it was written: what the dictionary offers, the code by hand, and what it was coded with before.
import { Anchor, Badge, Button, Checkbox, Group, List, Radio, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { type MessageKey, useSay } from '../../language/message.js';
import { type CodingRow, pathText, placeOf, type TermGroup, thingOf } from './coding-list.js';
import { ReasonDialog } from './reason-dialog.js';
import classes from './review.module.css';
import { useSendMany } from './send-many.js';
import { useParticipants, usePeople } from './trial-words.js';

interface CodingPanelProps {
  readonly group: TermGroup;
  /** Whoever coded a term goes on with the next one by keys. */
  readonly takesFocus: boolean;
  readonly onCoded: () => void;
}

export function CodingPanel({ group, takesFocus, onCoded }: CodingPanelProps) {
  const say = useSay();
  const { may } = useTrial();
  const { number } = useParticipants();
  const { send, progress } = useSendMany();
  const form = useRef<HTMLFormElement>(null);
  const [code, setCode] = useState(group.suggestions[0]?.code ?? '');
  const [words, setWords] = useState('');
  const [reason, setReason] = useState('');
  const [isSynonym, setSynonym] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const isChange = group.code !== null;
  useEffect(() => {
    if (takesFocus && document.activeElement === document.body)
      form.current?.querySelector<HTMLElement>('input[type=radio]:checked, input')?.focus();
  }, [takesFocus]);
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
    if (isDone) onCoded();
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
      <Group justify="space-between" align="flex-start" wrap="nowrap" mb="xs">
        <Title order={2}>
          <q>{group.verbatim}</q>
        </Title>
        {may('openQuery') && (
          <Button variant="default" size="compact-sm" onClick={() => setAsking(true)}>
            {say('coding.ask')}
          </Button>
        )}
      </Group>
      <CodedAs group={group} />
      {may('codeTerm') && (
        <form ref={form} onSubmit={(event) => void record(event)}>
          <Stack gap="sm">
            <Radio.Group label={say('coding.choose')} value={code} onChange={setCode}>
              <Stack gap={6} mt={6}>
                {group.suggestions.map((one) => (
                  <TermChoice key={one.code} term={one} />
                ))}
                {group.suggestions.length === 0 && group.state !== 'coded' && (
                  <Text size="sm" c="dimmed">
                    {say('coding.noSuggestion')}
                  </Text>
                )}
                <TextInput
                  label={say('coding.search')}
                  description={say('coding.searchHint')}
                  leftSection={<IconSearch size={16} />}
                  value={words}
                  onChange={(event) => setWords(event.currentTarget.value)}
                  // Enter in a search is not the end of the form.
                  onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
                  maxLength={200}
                  autoComplete="off"
                  maw={480}
                  mt={6}
                />
                <Found coding={group.coding} words={words} known={group.suggestions} />
              </Stack>
            </Radio.Group>
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
      {isAsking && (
        <ReasonDialog
          title={say('coding.askAbout', { term: group.verbatim })}
          label={say('query.text')}
          doLabel={say('query.askMany', { count: group.rows.length })}
          onDo={(text) =>
            send(
              'openQuery',
              group.rows.map((row) => ({
                about: number(row.participant_id),
                body: {
                  participantId: row.participant_id,
                  queries: [{ queryId: crypto.randomUUID(), place: placeOf(row) }],
                  category: 'coding',
                  text,
                } as never,
              })),
            )
          }
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}

function TermChoice({ term }: { readonly term: TermGroup['suggestions'][number] }) {
  const say = useSay();
  const alike = say('coding.alike', { percent: Math.round(term.similarity * 100) });
  return (
    <Radio
      value={term.code}
      label={`${term.term} (${term.code})`}
      description={[alike, pathText(term.path)].filter(Boolean).join(' · ')}
    />
  );
}

/** Terms of the dictionary that the words find, beside those that are offered already. */
function Found({
  coding,
  words,
  known,
}: {
  readonly coding: string;
  readonly words: string;
  readonly known: TermGroup['suggestions'];
}) {
  const say = useSay();
  const { trialId } = useTrial();
  const [asked] = useDebouncedValue(words.trim(), 250);
  const isAsked = asked.length >= 2;
  const found = useView(trialId, 'dictionaryTerms', { coding, words: asked }, { enabled: isAsked });
  if (!isAsked || found.data === undefined) return null;
  const others = found.data.filter(({ code }) => known.every((one) => one.code !== code));
  return (
    <>
      <Text size="xs" c="dimmed" role="status">
        {say('coding.found', { count: others.length })}
      </Text>
      {others.map((one) => (
        <TermChoice key={one.code} term={one} />
      ))}
    </>
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
      <Before row={row} />
    </Stack>
  );
}

/** What the term was coded with before, the last first. */
function Before({ row }: { readonly row: CodingRow }) {
  const say = useSay();
  const { instant } = useFormats();
  const { trialId } = useTrial();
  const person = usePeople();
  const history = useView(trialId, 'codingHistory', { participantId: row.participant_id, thing: row.thing });
  const before = (history.data ?? []).slice(0, -1).toReversed();
  if (before.length === 0) return null;
  return (
    <details>
      <Text component="summary" size="sm">
        {say('coding.before', { count: before.length })}
      </Text>
      <List size="sm" mt={4} spacing={2}>
        {before.map(({ version, term, code, dictionary_version, coded_by, coded_at, reason }) => (
          <List.Item key={version}>
            {`${term} (${code})`}
            <Text size="xs" c="dimmed">
              {say('coding.by', {
                person: person(coded_by),
                at: instant(String(coded_at)),
                version: dictionary_version,
              })}
              {reason !== null && ` · ${reason}`}
            </Text>
          </List.Item>
        ))}
      </List>
    </details>
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
