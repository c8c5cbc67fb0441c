// What went wrong, in words: a "no" of the server with all its problems, or a lost connection with another try.
import { Alert, Button, List, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { ConnectionLost, Problem, type ProblemPart } from '../api/http.js';
import { type Say, useSay, useSpeech } from '../language/message.js';
import { issueWords, type RefusalWords, refusalWords, useRefusals } from '../language/refusal.js';

/** One sentence for an error, in the language of the page. */
export function wordsOf(error: unknown, say: Say): string {
  return allWordsOf(error, say).text;
}

function allWordsOf(error: unknown, say: Say): RefusalWords {
  if (error instanceof ConnectionLost) return { text: say('shell.offline'), isServers: false };
  if (!(error instanceof Problem)) return { text: say('shell.failed'), isServers: false };
  if (error.status >= 500 && error.code === 'fault')
    return { text: say('shell.fault', { id: error.instance ?? '' }), isServers: false };
  return refusalWords(error, say);
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
      <RefusalText error={error} />
      {problems.length > 0 && (
        <List size="sm" mt="xs">
          {problems.map((part) => (
            <List.Item key={`${part.pointer ?? part.parameter ?? ''} ${part.line ?? ''} ${part.detail}`}>
              <ProblemPartText part={part} />
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

/** An error in words, and below what the server's own sentence tells beyond them. */
function RefusalText({ error }: { readonly error: unknown }) {
  const { language, say } = useSpeech();
  useRefusals(error instanceof Problem);
  const { text, isServers, detail } = allWordsOf(error, say);
  return (
    <>
      <Text size="sm" lang={isServers && language !== 'en' ? 'en' : undefined}>
        {text}
      </Text>
      {detail !== undefined && language === 'en' && (
        <Text size="sm" mt={4} c="dimmed">
          {detail}
        </Text>
      )}
      {detail !== undefined && language !== 'en' && (
        <details style={{ marginTop: 4 }}>
          <summary style={{ cursor: 'pointer', fontSize: 'var(--mantine-font-size-xs)' }}>
            {say('shell.technicalDetail')}
          </summary>
          <Text size="sm" lang="en">
            {detail}
          </Text>
        </details>
      )}
    </>
  );
}

/** One thing that is wrong: where, and what. */
export function ProblemPartText({ part }: { readonly part: ProblemPart }) {
  const { language, say } = useSpeech();
  useRefusals(true);
  const { text, isServers, detail } = issueWords(part, say);
  return (
    <>
      {part.pointer !== undefined && <code>{part.pointer}</code>}{' '}
      <span lang={isServers && language !== 'en' ? 'en' : undefined}>{text}</span>
      {detail !== undefined && language !== 'en' && (
        <Text span size="xs" c="dimmed" lang="en">
          {' '}
          ({detail})
        </Text>
      )}
    </>
  );
}
