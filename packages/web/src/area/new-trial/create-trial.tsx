// Making the trial from a protocol that the check accepts: as a rehearsal with invented people, or live.
import { Button, Card, Group, List, Radio, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { ask } from '../../api/http.js';
import { useMe } from '../../api/me.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import type { Outline } from './outline.js';

interface CreateTrialProps {
  readonly source: string;
  readonly outline: Outline;
  /** Whether the check accepts this very text. */
  readonly isValid: boolean;
}

export function CreateTrial({ source, outline, isValid }: CreateTrialProps) {
  const say = useSay();
  const me = useMe().data;
  const client = useQueryClient();
  const navigate = useNavigate();
  const [mode, setMode] = useState<'rehearsal' | 'live'>('rehearsal');
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  // The same text under the same key makes one trial, however often it is sent.
  const key = useRef<{ readonly of: string; readonly id: string }>(undefined);
  const create = async () => {
    setBusy(true);
    setError(undefined);
    const of = `${mode} ${source}`;
    if (key.current?.of !== of) key.current = { of, id: crypto.randomUUID() };
    try {
      const { trialId } = await ask<{ readonly trialId: string }>('POST', '/api/trials', {
        body: { protocolSource: source, mode, synthetic: mode === 'rehearsal', origin: {} },
        headers: { 'idempotency-key': key.current.id },
      });
      await client.invalidateQueries({ queryKey: ['me'] });
      await navigate({ to: `/trials/${trialId}/set-up` as never });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card withBorder component="section" aria-labelledby="create-title">
      <Stack gap="sm">
        <Title order={2} id="create-title">
          {outline.acronym === ''
            ? say('newTrial.create')
            : say('newTrial.createNamed', { acronym: outline.acronym, version: outline.version })}
        </Title>
        <Radio.Group
          value={mode}
          onChange={(value) => setMode(value as typeof mode)}
          label={say('newTrial.mode')}
          name="mode"
        >
          <Stack gap="xs" mt="xs">
            <Radio value="rehearsal" label={say('newTrial.rehearsal')} description={say('newTrial.rehearsalHint')} />
            <Radio
              value="live"
              disabled={me?.isDemonstration === true}
              label={say('newTrial.live')}
              description={say('newTrial.liveHint')}
            />
          </Stack>
        </Radio.Group>
        <Text size="sm" fw={600}>
          {say('newTrial.then')}
        </Text>
        <List size="sm" c="dimmed" spacing={2}>
          <List.Item>{say('newTrial.thenManager')}</List.Item>
          <List.Item>{say('newTrial.thenSetUp')}</List.Item>
        </List>
        {error !== undefined && <ErrorNote error={error} title={say('newTrial.notCreated')} />}
        <Group justify="flex-end">
          <Button onClick={() => void create()} loading={isBusy} disabled={!isValid}>
            {say(mode === 'live' ? 'newTrial.createLive' : 'newTrial.createRehearsal')}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
