// Programs that act as the account: their tokens, each for one trial, shown once when it is made.
import {
  Alert,
  Button,
  Checkbox,
  Code,
  CopyButton,
  Group,
  MultiSelect,
  NumberInput,
  PasswordInput,
  Select,
  Stack,
  Table,
  Text,
  TextInput,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { askRoute } from '../../api/http.js';
import { type Me, rightsIn, type TrialOfMe } from '../../api/me.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { QueryState } from '../../part/query-state.js';
import { commandsOf, scopesOf } from './api-token.js';
import { Outcome, Section } from './section.js';
import { useDeed } from './use-deed.js';

export function ApiTokens({ me }: { readonly me: Me }) {
  const say = useSay();
  const { instant } = useFormats();
  const tokens = useQuery({ queryKey: ['account', 'tokens'], queryFn: () => askRoute('GET /api/me/tokens') });
  const [isMaking, setMaking] = useState(false);
  const deed = useDeed();
  return (
    <Section title={say('account.tokens')} text={say('account.tokensText')}>
      <QueryState query={tokens} lines={2}>
        {(data) =>
          data.tokens.length === 0 ? (
            <Text size="sm">{say('account.noToken')}</Text>
          ) : (
            <Table aria-label={say('account.tokens')}>
              <Table.Tbody>
                {data.tokens.map(({ apiTokenId, name, expiresAt, revokedAt }) => (
                  <Table.Tr key={apiTokenId}>
                    <Table.Td>{name}</Table.Td>
                    <Table.Td c="dimmed">{say('account.tokenUntil', { at: instant(expiresAt) })}</Table.Td>
                    <Table.Td ta="right">
                      {revokedAt === null ? (
                        <Button
                          size="compact-sm"
                          variant="subtle"
                          aria-label={`${say('account.revoke')}: ${name}`}
                          onClick={() =>
                            void deed.run(() => askRoute('DELETE /api/me/tokens/{id}', { path: { id: apiTokenId } }))
                          }
                        >
                          {say('account.revoke')}
                        </Button>
                      ) : (
                        say('account.revoked')
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )
        }
      </QueryState>
      <Outcome deed={{ isDone: false, error: deed.error }} done="" />
      {!me.isDemonstration &&
        me.trials.length > 0 &&
        (isMaking ? (
          <NewToken me={me} onEnd={() => setMaking(false)} />
        ) : (
          <Group justify="flex-end" mt="sm">
            <Button variant="light" onClick={() => setMaking(true)}>
              {say('account.tokenNew')}
            </Button>
          </Group>
        ))}
    </Section>
  );
}

function NewToken({ me, onEnd }: { readonly me: Me; readonly onEnd: () => void }) {
  const say = useSay();
  const deed = useDeed();
  const [name, setName] = useState('');
  const [trialId, setTrialId] = useState(me.trials[0]?.trialId ?? '');
  const [reads, setReads] = useState(true);
  const [writes, setWrites] = useState<readonly string[]>([]);
  const [days, setDays] = useState(30);
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [token, setToken] = useState<string>();
  const trial = me.trials.find((one) => one.trialId === trialId);
  const scopes = scopesOf(trialId, { reads, writes });
  const make = () =>
    deed.run(async () => {
      const proof = { password, ...(code === '' ? {} : { code }) };
      setToken((await askRoute('POST /api/me/tokens', { body: { name, scopes, days, proof } })).token);
    });
  if (token !== undefined) return <Made token={token} onEnd={onEnd} />;
  return (
    <form
      aria-label={say('account.tokenNew')}
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <Stack gap="sm" mt="md">
        <TextInput
          label={say('account.tokenName')}
          required
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={say('account.tokenTrial')}
          required
          allowDeselect={false}
          data={me.trials.map((one) => ({ value: one.trialId, label: labelOf(one, me) }))}
          value={trialId}
          onChange={(value) => {
            setTrialId(value ?? '');
            setWrites([]);
          }}
        />
        <Checkbox
          label={say('account.tokenReads')}
          checked={reads}
          onChange={(event) => setReads(event.currentTarget.checked)}
        />
        <MultiSelect
          label={say('account.tokenWrites')}
          searchable
          data={trial === undefined ? [] : [...commandsOf(rightsIn(trial))]}
          value={[...writes]}
          onChange={setWrites}
        />
        <NumberInput
          label={say('account.tokenDays')}
          required
          min={1}
          max={365}
          value={days}
          onChange={(value) => setDays(Number(value))}
        />
        <PasswordInput
          label={say('account.currentPassword')}
          required
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {me.hasSecondFactor && (
          <TextInput
            label={say('account.appCode')}
            required
            inputMode="numeric"
            autoComplete="one-time-code"
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        <Outcome deed={{ isDone: false, error: deed.error }} done="" />
        <Group justify="flex-end">
          <Button variant="default" onClick={onEnd}>
            {say('shell.cancel')}
          </Button>
          <Button type="submit" loading={deed.isBusy} disabled={name === '' || scopes.length === 0 || password === ''}>
            {say('account.tokenMake')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Made({ token, onEnd }: { readonly token: string; readonly onEnd: () => void }) {
  const say = useSay();
  return (
    <Alert mt="md" variant="light" title={say('account.tokenMade')} role="status">
      <Stack gap="sm">
        <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {token}
        </Code>
        <Group justify="flex-end">
          <CopyButton value={token}>
            {({ copied, copy }) => (
              <Button variant="light" onClick={copy}>
                {say(copied ? 'account.tokenCopied' : 'account.tokenCopy')}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onEnd}>{say('shell.close')}</Button>
        </Group>
      </Stack>
    </Alert>
  );
}

/** Trials of one acronym are told apart by the beginning of their ids. */
function labelOf(trial: TrialOfMe, me: Me): string {
  const isAlone = me.trials.filter(({ acronym }) => acronym === trial.acronym).length === 1;
  return isAlone ? trial.acronym : `${trial.acronym} · ${trial.trialId.slice(0, 8)}`;
}
