// Signing in: password with second factor, passkey, an organisation's sign-in, or an account of a demonstration.
import {
  Alert,
  Anchor,
  Button,
  Card,
  Container,
  Divider,
  Group,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { askRoute, Problem } from '../../api/http.js';
import { useSpeech } from '../../language/message.js';
import { wordFor } from '../../language/word.js';
import { wordsOf } from '../../part/error-note.js';
import { AccountLanguage } from './account-language.js';

export function Page() {
  const { language, say } = useSpeech();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { from, ended } = useSearch({ strict: false }) as { from?: string; ended?: boolean };
  const [entry, setEntry] = useState({ email: '', password: '', code: '' });
  const [needsCode, setNeedsCode] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const offered = useQuery({ queryKey: ['sign-in'], queryFn: () => askRoute('GET /api/sign-in') });
  const demonstration = useQuery({ queryKey: ['demonstration'], queryFn: () => askRoute('GET /api/demonstration') });
  const goOn = async () => {
    client.clear();
    await client.invalidateQueries();
    // Only an address of these pages: never one that somebody else put into a link.
    const next = from !== undefined && /^\/(?![/\\])/.test(from) ? from : '/';
    await navigate({ to: next as never, replace: true });
  };
  const attempt = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
      await goOn();
    } catch (error) {
      if (error instanceof Problem && error.code === 'second-factor-needed') setNeedsCode(true);
      else setProblem(wordsOf(error, say));
    } finally {
      setBusy(false);
    }
  };
  const signIn = (email: string, password: string, code = '') =>
    attempt(() => askRoute('POST /api/sign-in', { body: { email, password, ...(code === '' ? {} : { code }) } }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void signIn(entry.email, entry.password, entry.code);
  };
  const passkey = () =>
    attempt(async () => {
      const { startAuthentication } = await import('@simplewebauthn/browser');
      const question = await askRoute('POST /api/sign-in/passkey/question');
      const response = await startAuthentication({ optionsJSON: question.options as never });
      await askRoute('POST /api/sign-in/passkey', { body: { challengeId: question.challengeId, response } as never });
    });
  const accounts = demonstration.data?.accounts ?? [];
  return (
    <Container component="main" size={accounts.length > 0 ? 920 : 460} py={{ base: 'md', sm: 64 }}>
      <Group justify="space-between" mb="lg">
        <Title order={1}>Equipoise</Title>
        <AccountLanguage />
      </Group>
      <Group align="stretch" gap="lg" wrap="wrap">
        <Card withBorder p="lg" flex="1 1 340px" component="section" aria-labelledby="sign-in-title">
          <form onSubmit={submit}>
            <Stack gap="sm">
              <Title order={2} id="sign-in-title">
                {say('signIn.title')}
              </Title>
              {ended === true && (
                <Alert color="blue" variant="light" role="status">
                  {say('signIn.ended')}
                </Alert>
              )}
              <TextInput
                label={say('signIn.email')}
                type="email"
                autoComplete="username"
                required
                autoFocus
                value={entry.email}
                onChange={(event) => setEntry({ ...entry, email: event.currentTarget.value })}
              />
              <PasswordInput
                label={say('signIn.password')}
                autoComplete="current-password"
                required
                value={entry.password}
                onChange={(event) => setEntry({ ...entry, password: event.currentTarget.value })}
              />
              {needsCode && (
                <TextInput
                  label={say('signIn.code')}
                  autoComplete="one-time-code"
                  inputMode="numeric"
                  autoFocus
                  value={entry.code}
                  onChange={(event) => setEntry({ ...entry, code: event.currentTarget.value })}
                />
              )}
              {problem !== undefined && (
                <Alert color="red" role="alert">
                  {problem}
                </Alert>
              )}
              <Button type="submit" loading={isBusy} fullWidth>
                {say('signIn.do')}
              </Button>
              {'PublicKeyCredential' in window && (
                <Button variant="default" onClick={() => void passkey()} fullWidth>
                  {say('signIn.passkey')}
                </Button>
              )}
              {offered.data?.providers.map(({ id, name }) => (
                <Button
                  key={id}
                  variant="default"
                  fullWidth
                  onClick={async () => {
                    const { url } = await askRoute('POST /api/sign-in/single-sign-on', {
                      body: { provider: id, returnTo: from ?? '/' },
                    });
                    window.location.assign(url);
                  }}
                >
                  {say('signIn.with', { name })}
                </Button>
              ))}
              <Anchor href="/forgotten-password" size="sm">
                {say('signIn.forgotten')}
              </Anchor>
            </Stack>
          </form>
        </Card>
        {accounts.length > 0 && (
          <Card withBorder p="lg" flex="1 1 340px" component="section" aria-labelledby="demonstration-title">
            <Title order={2} id="demonstration-title">
              {say('signIn.demonstration')}
            </Title>
            <Text size="sm" c="dimmed" mt={4}>
              {say('signIn.demonstrationHint')}
            </Text>
            <Divider my="sm" />
            <Stack gap={2}>
              {accounts.map(({ email, password, role, roleName }) => (
                <Button
                  key={email}
                  variant="subtle"
                  justify="flex-start"
                  size="compact-md"
                  h="auto"
                  styles={{ label: { whiteSpace: 'normal', textAlign: 'start' } }}
                  disabled={isBusy}
                  onClick={() => void signIn(email, password)}
                >
                  {language === 'en' ? roleName : wordFor(say, 'role', role)}
                </Button>
              ))}
            </Stack>
          </Card>
        )}
      </Group>
    </Container>
  );
}
