// The answer to a code break for a third party: code, number, name; shown once, without signing in.
import { Alert, Button, Card, Container, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, useRef, useState } from 'react';
import { ask } from '../../api/http.js';
import type { Routes } from '../../api/interface.js';
import { useText } from '../../api/protocol.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { PageHeader } from '../../part/page-header.js';

type Collected = Routes['POST /api/collected-answers']['answer'];

export function Page() {
  const say = useSay();
  const text = useText();
  const [entry, setEntry] = useState({ code: '', number: '', who: '' });
  const [answer, setAnswer] = useState<Collected>();
  const [failure, setFailure] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  // The same key until it is answered: a lost connection does not use the code up.
  const key = useRef(crypto.randomUUID());
  const set = (part: Partial<typeof entry>) => {
    key.current = crypto.randomUUID();
    setEntry((before) => ({ ...before, ...part }));
  };
  const collect = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      setAnswer(
        await ask<Collected>('POST', '/api/collected-answers', {
          headers: { 'idempotency-key': key.current },
          body: {
            collectionCode: entry.code.replace(/\s+/g, '').toLowerCase(),
            randomisationNumber: entry.number.trim(),
            collectedBy: entry.who.trim(),
          },
        }),
      );
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Container component="main" size="xs" py="xl">
      <PageHeader title={say('collect.title')} help={say('collect.help')} />
      {answer === undefined ? (
        <Card withBorder>
          <form onSubmit={(event) => void collect(event)}>
            <Stack gap="sm">
              <TextInput
                size="md"
                label={say('collect.code')}
                autoComplete="off"
                spellCheck={false}
                value={entry.code}
                onChange={(event) => set({ code: event.currentTarget.value })}
                required
                autoFocus
              />
              <TextInput
                size="md"
                label={say('collect.number')}
                autoComplete="off"
                value={entry.number}
                onChange={(event) => set({ number: event.currentTarget.value })}
                required
              />
              <TextInput
                size="md"
                label={say('collect.who')}
                value={entry.who}
                onChange={(event) => set({ who: event.currentTarget.value })}
                required
              />
              {failure !== undefined && <ErrorNote error={failure} />}
              <Button type="submit" size="md" loading={isBusy}>
                {say('collect.do')}
              </Button>
            </Stack>
          </form>
        </Card>
      ) : (
        <Card withBorder role="alert">
          <div className="eq-unblinded-frame" aria-hidden />
          <Title order={2} mb="sm">
            {say('collect.answer')}
          </Title>
          <Stack gap="sm" component="dl" m={0}>
            {answer.treatments.map(({ id, when, treatment }) => (
              <div key={id}>
                <Text component="dt" size="sm" c="dimmed">
                  {text(when)}
                </Text>
                <Text component="dd" m={0} fz="1.6rem" fw={700} lh={1.2}>
                  {text(treatment)}
                </Text>
              </div>
            ))}
          </Stack>
          <Alert color="orange" mt="md" icon={<IconAlertTriangle size={20} />}>
            {say('collect.once')}
          </Alert>
        </Card>
      )}
    </Container>
  );
}
