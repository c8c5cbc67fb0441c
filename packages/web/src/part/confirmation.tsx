// Credentials given again for one command: a dialog that answers the token under which that command is sent.

import type { CommandName } from '@equipoise/trial';
import { Alert, Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { askRoute, Problem } from '../api/http.js';
import { useMe } from '../api/me.js';
import { useSay } from '../language/message.js';
import { wordsOf } from './error-note.js';

/** What is confirmed: one command under one key. */
export interface Confirmable {
  readonly trialId: string;
  readonly command: CommandName;
  readonly key: string;
  /** What the person is about to do, in one sentence. */
  readonly text: ReactNode;
}

type Confirm = (what: Confirmable) => Promise<string | undefined>;
const ConfirmationContext = createContext<Confirm | undefined>(undefined);

/** Asks for the credentials; answers the token, or undefined where the person thought better of it. */
export function useConfirmation(): Confirm {
  const confirm = useContext(ConfirmationContext);
  if (confirm === undefined) throw new Error('There is nothing here that asks for credentials.');
  return confirm;
}

export function ConfirmationProvider({ children }: { readonly children: ReactNode }) {
  const [asked, setAsked] = useState<
    (Confirmable & { readonly done: (token: string | undefined) => void }) | undefined
  >();
  const confirm = useCallback<Confirm>((what) => new Promise((done) => setAsked({ ...what, done })), []);
  const end = (token: string | undefined) => {
    asked?.done(token);
    setAsked(undefined);
  };
  return (
    <ConfirmationContext.Provider value={confirm}>
      {children}
      {asked !== undefined && <ConfirmationDialog key={asked.key} asked={asked} onEnd={end} />}
    </ConfirmationContext.Provider>
  );
}

function ConfirmationDialog({
  asked,
  onEnd,
}: {
  readonly asked: Confirmable;
  readonly onEnd: (token: string | undefined) => void;
}) {
  const say = useSay();
  const me = useMe();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const prove = async (proof: Record<string, unknown>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const answer = await askRoute('POST /api/confirmations', {
        body: {
          for: { trialId: asked.trialId, command: asked.command, commandId: asked.key },
          proof,
        } as never,
      });
      onEnd(answer.token);
    } catch (error) {
      setProblem(error instanceof Problem && error.code === 'proof-wrong' ? say('confirm.wrong') : wordsOf(error, say));
    } finally {
      setBusy(false);
    }
  };
  const provePasskey = async () => {
    try {
      const { startAuthentication } = await import('@simplewebauthn/browser');
      const question = await askRoute('POST /api/confirmations/passkey-question');
      const response = await startAuthentication({ optionsJSON: question.options as never });
      await prove({ passkey: { challengeId: question.challengeId, response } });
    } catch (error) {
      setProblem(wordsOf(error, say));
    }
  };
  return (
    <Modal
      opened
      onClose={() => onEnd(undefined)}
      title={say('confirm.title')}
      closeButtonProps={{ 'aria-label': say('shell.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void prove({ password, ...(code === '' ? {} : { code }) });
        }}
      >
        <Stack gap="sm">
          <Text component="div">{asked.text}</Text>
          <Text size="sm" c="dimmed">
            {say('confirm.text')}
          </Text>
          <PasswordInput
            label={say('confirm.password')}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            data-autofocus
            required
          />
          {me.data?.hasSecondFactor && (
            <TextInput
              label={say('confirm.code')}
              inputMode="numeric"
              autoComplete="one-time-code"
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
          )}
          {problem !== undefined && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => onEnd(undefined)}>
              {say('shell.cancel')}
            </Button>
            {(me.data?.passkeys ?? 0) > 0 && (
              <Button variant="light" onClick={() => void provePasskey()}>
                {say('confirm.passkey')}
              </Button>
            )}
            <Button type="submit" loading={isBusy}>
              {say('shell.confirm')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
