// What waits on this device to be sent, and what the server said no to: on every page, until it is settled.
import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconCloudUpload } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useConnection } from '../api/connection.js';
import { useTrial } from '../app/trial-context.js';
import { useSay } from '../language/message.js';
import { refusalWords, useRefusals } from '../language/refusal.js';
import { dropWaiting, openOutbox, outboxEvents, sendOutbox, useWaiting } from './outbox-state.js';

/** How often it is tried again while something waits. */
const againMs = 15_000;

export function OutboxNote() {
  const say = useSay();
  const { me, trialId } = useTrial();
  const client = useQueryClient();
  const isConnected = useConnection();
  const waiting = useWaiting();
  const isWaiting = waiting.some(({ refused }) => refused === undefined);
  useEffect(() => {
    // Nothing is asked of the server for a device that keeps nothing.
    if (localStorage.getItem(`equipoise.draft-key.${me.accountId}`) !== null) void openOutbox(me.accountId);
  }, [me.accountId]);
  useEffect(() => {
    const sent = () => void client.invalidateQueries({ queryKey: ['trial', trialId] });
    outboxEvents.addEventListener('sent', sent);
    return () => outboxEvents.removeEventListener('sent', sent);
  }, [client, trialId]);
  useEffect(() => {
    if (!isWaiting) return undefined;
    if (isConnected) void sendOutbox();
    const timer = window.setInterval(() => void sendOutbox(), againMs);
    return () => window.clearInterval(timer);
  }, [isWaiting, isConnected]);
  const refused = waiting.filter((one) => one.refused !== undefined);
  useRefusals(refused.length > 0);
  if (waiting.length === 0) return null;
  return (
    <Alert
      color={refused.length > 0 ? 'red' : 'blue'}
      icon={<IconCloudUpload size={18} />}
      mb="md"
      role={refused.length > 0 ? 'alert' : 'status'}
      title={isWaiting ? say('outbox.waiting', { count: waiting.length - refused.length }) : say('outbox.refused')}
    >
      <Stack gap={6}>
        {refused.map(({ id, thing, words, path, refused: no }) => (
          <Group key={id} gap="sm">
            <Text size="sm">
              <Anchor component={Link} to={path as never} size="sm" fw={600}>
                {words}
              </Anchor>
              : {no === undefined ? null : refusalWords(no, say).text}
            </Text>
            <Button size="compact-xs" variant="default" onClick={() => void dropWaiting(thing)}>
              {say('outbox.discard')}
            </Button>
          </Group>
        ))}
      </Stack>
    </Alert>
  );
}
