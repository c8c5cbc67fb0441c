// Changes the own password, or the e-mail address; both ask for the password of now.
import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { askRoute } from '../../api/http.js';
import type { Me } from '../../api/me.js';
import { useSay } from '../../language/message.js';
import { NewPassword } from './new-password.js';
import { Outcome, Section } from './section.js';
import { useDeed } from './use-deed.js';

/** The code of the app, where the account has one. */
const withCode = (code: string) => (code === '' ? {} : { code });

export function ChangePassword({ me }: { readonly me: Me }) {
  const say = useSay();
  const [entry, setEntry] = useState({ currentPassword: '', newPassword: '', code: '' });
  const deed = useDeed();
  const send = () =>
    deed.run(async () => {
      const { code, ...passwords } = entry;
      await askRoute('POST /api/me/password', { body: { ...passwords, ...withCode(code) } });
      setEntry({ currentPassword: '', newPassword: '', code: '' });
    });
  return (
    <Section title={say('account.password')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Stack gap="sm">
          <PasswordInput
            label={say('account.currentPassword')}
            autoComplete="current-password"
            required
            value={entry.currentPassword}
            onChange={(event) => setEntry({ ...entry, currentPassword: event.currentTarget.value })}
          />
          <NewPassword
            value={entry.newPassword}
            personal={[me.email, me.name]}
            onChange={(newPassword) => setEntry({ ...entry, newPassword })}
          />
          {me.hasSecondFactor && (
            <TextInput
              label={say('account.code')}
              inputMode="numeric"
              autoComplete="one-time-code"
              value={entry.code}
              onChange={(event) => setEntry({ ...entry, code: event.currentTarget.value })}
            />
          )}
          <Group justify="flex-end">
            <Button type="submit" loading={deed.isBusy}>
              {say('account.changePassword')}
            </Button>
          </Group>
        </Stack>
      </form>
      <Outcome deed={deed} done={say('account.passwordChanged')} />
    </Section>
  );
}

export function ChangeEmail({ me }: { readonly me: Me }) {
  const say = useSay();
  const [entry, setEntry] = useState({ email: '', password: '', code: '' });
  const deed = useDeed();
  const send = () => {
    const { email, password, code } = entry;
    return deed.run(() => askRoute('POST /api/me/email', { body: { email, proof: { password, ...withCode(code) } } }));
  };
  return (
    <Section title={say('account.email')} text={me.email}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={say('account.emailChange')}
            type="email"
            required
            value={entry.email}
            onChange={(event) => setEntry({ ...entry, email: event.currentTarget.value })}
          />
          <PasswordInput
            label={say('account.currentPassword')}
            autoComplete="current-password"
            required
            value={entry.password}
            onChange={(event) => setEntry({ ...entry, password: event.currentTarget.value })}
          />
          {me.hasSecondFactor && (
            <TextInput
              label={say('account.code')}
              inputMode="numeric"
              autoComplete="one-time-code"
              value={entry.code}
              onChange={(event) => setEntry({ ...entry, code: event.currentTarget.value })}
            />
          )}
          <Group justify="flex-end">
            <Button type="submit" variant="light" loading={deed.isBusy}>
              {say('account.changeEmail')}
            </Button>
          </Group>
        </Stack>
      </form>
      <Outcome deed={deed} done={say('account.emailSent')} />
    </Section>
  );
}
