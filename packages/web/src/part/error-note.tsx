// What went wrong, in words: a "no" of the server with all its problems, or a lost connection with another try.
import { Alert, Button, List, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { ConnectionLost, Problem } from '../api/http.js';
import { type Say, useSay } from '../language/message.js';
import { refusalText } from '../language/refusal.js';

/** One sentence for an error, in the language of the page. */
export function wordsOf(error: unknown, say: Say): string {
  if (error instanceof ConnectionLost) return say('shell.offline');
  if (!(error instanceof Problem)) return say('shell.failed');
  if (error.status >= 500 && error.code === 'fault') return say('shell.fault', { id: error.instance ?? '' });
  return refusalText(error, say);
}

export function ErrorNote({
  error,
  title,
  onRetry,
}: {
  readonly error: unknown;
  readonly title?: string;
  readonly onRetry?: () => void;
}) {
  const say = useSay();
  const problems = error instanceof Problem ? error.problems : [];
  return (
    <Alert color="red" variant="light" icon={<IconAlertCircle size={20} />} title={title} role="alert" my="sm">
      <Text size="sm">{wordsOf(error, say)}</Text>
      {problems.length > 0 && (
        <List size="sm" mt="xs">
          {problems.map(({ pointer, parameter, detail }) => (
            <List.Item key={`${pointer ?? parameter ?? ''} ${detail}`}>
              {pointer !== undefined && <code>{pointer}</code>} {detail}
            </List.Item>
          ))}
        </List>
      )}
      {onRetry && (
        <Button mt="sm" size="xs" variant="default" onClick={onRetry}>
          {say('shell.tryAgain')}
        </Button>
      )}
    </Alert>
  );
}
