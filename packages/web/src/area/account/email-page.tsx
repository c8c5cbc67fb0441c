// Confirms a new e-mail address by the link that was sent to it.
import { Alert, Anchor, Button, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { askRoute } from '../../api/http.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { PublicPage, tokenOf } from './public-page.js';

export function Page() {
  const say = useSay();
  const [token] = useState(() => tokenOf());
  const [isDone, setDone] = useState(false);
  const [error, setError] = useState<unknown>();
  const send = async () => {
    setError(undefined);
    try {
      await askRoute('POST /api/email-changes', { body: { token } });
      setDone(true);
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <PublicPage title={say('account.emailChange')}>
      <Stack gap="sm">
        {isDone ? (
          <Alert color="green" variant="light" role="status">
            {say('account.emailChanged')}
          </Alert>
        ) : (
          <>
            <Text size="sm">{say('account.emailChangeText')}</Text>
            <Button onClick={() => void send()} disabled={token === ''}>
              {say('shell.confirm')}
            </Button>
          </>
        )}
        {error !== undefined && <ErrorNote error={error} />}
        <Anchor component={Link} to="/" size="sm">
          {say('shell.home')}
        </Anchor>
      </Stack>
    </PublicPage>
  );
}
