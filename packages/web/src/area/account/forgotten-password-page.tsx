// Asks for a link to set a new password; the answer is the same whether there is such an account or not.
import { Alert, Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { askRoute } from '../../api/http.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { PublicPage } from './public-page.js';

export function Page() {
  const say = useSay();
  const [email, setEmail] = useState('');
  const [isSent, setSent] = useState(false);
  const [error, setError] = useState<unknown>();
  const send = async () => {
    setError(undefined);
    try {
      await askRoute('POST /api/password-resets/requests', { body: { email } });
      setSent(true);
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <PublicPage title={say('account.forgotten')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{say('account.forgottenText')}</Text>
          <TextInput
            label={say('signIn.email')}
            type="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          {isSent && (
            <Alert color="green" variant="light" role="status">
              {say('account.forgottenSent')}
            </Alert>
          )}
          {error !== undefined && <ErrorNote error={error} />}
          <Button type="submit">{say('account.sendLink')}</Button>
          <Anchor component={Link} to="/sign-in" size="sm">
            {say('signIn.title')}
          </Anchor>
        </Stack>
      </form>
    </PublicPage>
  );
}
