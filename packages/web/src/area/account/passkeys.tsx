// Passkeys of the own account.
import { Button, Group, PasswordInput, Stack, Table, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { askRoute } from '../../api/http.js';
import type { Me } from '../../api/me.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { Outcome, Section } from './section.js';
import { useDeed } from './use-deed.js';

export function Passkeys({ me }: { readonly me: Me }) {
  const say = useSay();
  const { instant } = useFormats();
  const passkeys = useQuery({ queryKey: ['account', 'passkeys'], queryFn: () => askRoute('GET /api/me/passkeys') });
  const [entry, setEntry] = useState({ name: '', password: '', code: '' });
  const deed = useDeed();
  const proof = { password: entry.password, ...(entry.code === '' ? {} : { code: entry.code }) };
  const add = () =>
    deed.run(async () => {
      const { startRegistration } = await import('@simplewebauthn/browser');
      const question = await askRoute('POST /api/me/passkeys/question', { body: { proof } });
      const response = await startRegistration({ optionsJSON: question.options as never });
      await askRoute('POST /api/me/passkeys', {
        body: { challengeId: question.challengeId, name: entry.name, response } as never,
      });
      setEntry({ name: '', password: '', code: '' });
    });
  const remove = (id: string) =>
    deed.run(() => askRoute('POST /api/me/passkeys/{id}/removal', { path: { id }, body: { proof } }));
  const rows = passkeys.data?.passkeys ?? [];
  return (
    <Section title={say('account.passkeys')} text={say('account.passkeyText')}>
      <Stack gap="sm">
        {rows.length === 0 ? (
          <Text size="sm">{say('account.noPasskey')}</Text>
        ) : (
          <Table aria-label={say('account.passkeys')}>
            <Table.Tbody>
              {rows.map(({ passkeyId, name, lastUsedAt }) => (
                <Table.Tr key={passkeyId}>
                  <Table.Td>{name}</Table.Td>
                  <Table.Td c="dimmed">
                    {lastUsedAt === null ? '' : say('account.lastUsed', { at: instant(lastUsedAt) })}
                  </Table.Td>
                  <Table.Td ta="right">
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      disabled={entry.password === ''}
                      onClick={() => void remove(passkeyId)}
                    >
                      {say('account.passkeyRemove')}
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        <TextInput
          label={say('account.passkeyName')}
          value={entry.name}
          onChange={(event) => setEntry({ ...entry, name: event.currentTarget.value })}
        />
        <PasswordInput
          label={say('account.currentPassword')}
          autoComplete="current-password"
          value={entry.password}
          onChange={(event) => setEntry({ ...entry, password: event.currentTarget.value })}
        />
        {me.hasSecondFactor && (
          <TextInput
            label={say('account.code')}
            inputMode="numeric"
            value={entry.code}
            onChange={(event) => setEntry({ ...entry, code: event.currentTarget.value })}
          />
        )}
        <Group justify="flex-end">
          <Button
            onClick={() => void add()}
            loading={deed.isBusy}
            disabled={entry.name === '' || entry.password === '' || !('PublicKeyCredential' in window)}
          >
            {say('account.passkeyAdd')}
          </Button>
        </Group>
      </Stack>
      <Outcome deed={deed} done={say('account.saved')} />
    </Section>
  );
}
