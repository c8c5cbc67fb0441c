// A password set by a link: of an invitation, of a forgotten password, or of the first administrator.
import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { askRoute } from '../../api/http.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { NewPassword } from './new-password.js';
import { PublicPage, tokenOf } from './public-page.js';

const kinds = { '/invitation': 'invitation', '/reset': 'reset', '/first': 'first' } as const;

export function Page() {
  const say = useSay();
  const { pathname } = useLocation();
  const kind = kinds[pathname.replace(/\/$/, '') as keyof typeof kinds] ?? 'reset';
  const [token] = useState(() => tokenOf());
  const [entry, setEntry] = useState({ email: '', name: '', password: '', again: '' });
  const [isDone, setDone] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const differ = entry.again !== '' && entry.again !== entry.password;
  const set = (part: Partial<typeof entry>) => setEntry({ ...entry, ...part });
  const send = async () => {
    const { email, name, password } = entry;
    setBusy(true);
    setError(undefined);
    try {
      if (kind === 'first') await askRoute('POST /api/first-administrator', { body: { token, email, name, password } });
      else if (kind === 'invitation')
        await askRoute('POST /api/invitations', { body: { token, password, ...(name === '' ? {} : { name }) } });
      else await askRoute('POST /api/password-resets', { body: { token, password } });
      setDone(true);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <PublicPage title={say(`account.${kind}`)}>
      {isDone ? (
        <Stack gap="sm">
          <Alert color="green" variant="light" role="status">
            {say('account.passwordSet')}
          </Alert>
          <Anchor component={Link} to="/sign-in">
            {say('signIn.title')}
          </Anchor>
        </Stack>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!differ) void send();
          }}
        >
          <Stack gap="sm">
            <Text size="sm">{say(`account.${kind}Text`)}</Text>
            {token === '' && (
              <Alert color="red" role="alert">
                {say('account.linkIncomplete')}
              </Alert>
            )}
            {kind === 'first' && (
              <TextInput
                label={say('signIn.email')}
                type="email"
                autoComplete="username"
                required
                value={entry.email}
                onChange={(event) => set({ email: event.currentTarget.value })}
              />
            )}
            {kind !== 'reset' && (
              <TextInput
                label={say('account.name')}
                description={kind === 'invitation' ? say('account.nameHint') : undefined}
                autoComplete="name"
                required={kind === 'first'}
                value={entry.name}
                onChange={(event) => set({ name: event.currentTarget.value })}
              />
            )}
            <NewPassword
              value={entry.password}
              personal={[entry.email, entry.name]}
              onChange={(password) => set({ password })}
            />
            <PasswordInput
              label={say('account.again')}
              autoComplete="new-password"
              required
              value={entry.again}
              error={differ ? say('account.differ') : undefined}
              onChange={(event) => set({ again: event.currentTarget.value })}
            />
            {error !== undefined && <ErrorNote error={error} />}
            <Button type="submit" loading={isBusy} disabled={token === '' || differ}>
              {say('account.setPassword')}
            </Button>
          </Stack>
        </form>
      )}
    </PublicPage>
  );
}
