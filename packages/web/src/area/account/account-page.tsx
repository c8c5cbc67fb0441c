// The own account: profile, how one signs in, sessions and API tokens.
import { Alert, Button, Group, Stack, Tabs, TextInput } from '@mantine/core';
import { useState } from 'react';
import { askRoute } from '../../api/http.js';
import { type Me, useMe } from '../../api/me.js';
import { useSay } from '../../language/message.js';
import { PageHeader } from '../../part/page-header.js';
import { PlainFrame } from '../../part/plain-frame.js';
import { AuthenticatorApp } from './authenticator-app.js';
import { Passkeys } from './passkeys.js';
import { ChangeEmail, ChangePassword } from './password-and-email.js';
import { Outcome, Section } from './section.js';
import { Sessions } from './sessions.js';
import { useDeed } from './use-deed.js';

export function Page() {
  const say = useSay();
  const me = useMe().data;
  if (!me) return null;
  return (
    <PlainFrame maxWidth={760}>
      <PageHeader title={say('account.title')} help={me.email} />
      {me.isDemonstration && (
        <Alert variant="light" mb="md">
          {say('account.demonstration')}
        </Alert>
      )}
      <Tabs defaultValue="profile" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="profile">{say('account.profile')}</Tabs.Tab>
          {!me.isDemonstration && <Tabs.Tab value="security">{say('account.security')}</Tabs.Tab>}
          <Tabs.Tab value="sessions">{say('account.sessions')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="profile">
          <Stack gap="md">
            <Profile me={me} />
            {!me.isDemonstration && <ChangeEmail me={me} />}
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="security">
          <Stack gap="md">
            <ChangePassword me={me} />
            <AuthenticatorApp me={me} />
            <Passkeys me={me} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="sessions">
          <Sessions me={me} />
        </Tabs.Panel>
      </Tabs>
    </PlainFrame>
  );
}

function Profile({ me }: { readonly me: Me }) {
  const say = useSay();
  const [name, setName] = useState(me.name);
  const deed = useDeed();
  return (
    <Section title={say('account.profile')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void deed.run(() => askRoute('POST /api/me', { body: { name } }));
        }}
      >
        <Group align="flex-end">
          <TextInput
            label={say('account.name')}
            flex={1}
            required
            disabled={me.isDemonstration}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" loading={deed.isBusy} disabled={me.isDemonstration || name === me.name}>
            {say('shell.save')}
          </Button>
        </Group>
      </form>
      <Outcome deed={deed} done={say('account.saved')} />
    </Section>
  );
}
