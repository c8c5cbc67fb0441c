// The authenticator app: set up by a QR code and a first code of it, with backup codes that are shown once.
import { Button, Group, List, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { encode } from 'uqr';
import { askRoute } from '../../api/http.js';
import type { Me } from '../../api/me.js';
import { useSay } from '../../language/message.js';
import { Outcome, Section } from './section.js';
import { useDeed } from './use-deed.js';

interface Begun {
  readonly uri?: string;
  readonly backupCodes: readonly string[];
}

export function AuthenticatorApp({ me }: { readonly me: Me }) {
  const say = useSay();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [begun, setBegun] = useState<Begun>();
  const deed = useDeed();
  const begin = () =>
    deed.run(async () => setBegun(await askRoute('POST /api/me/second-factor', { body: { password } })));
  const check = () =>
    deed.run(async () => {
      await askRoute('POST /api/me/second-factor/check', { body: { code } });
      setBegun(undefined);
      setCode('');
    });
  const renew = () =>
    deed.run(async () =>
      setBegun(await askRoute('POST /api/me/second-factor/backup-codes', { body: { password, code } })),
    );
  const remove = () => deed.run(() => askRoute('POST /api/me/second-factor/removal', { body: { password, code } }));
  const isScanning = begun?.uri !== undefined;
  return (
    <Section title={say('account.app')} text={say(me.hasSecondFactor ? 'account.appOn' : 'account.appOff')}>
      <Stack gap="sm">
        {begun?.uri !== undefined && (
          <>
            <QrCode text={begun.uri} label={say('account.app')} />
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {say('account.appScan', { key: new URL(begun.uri).searchParams.get('secret') ?? '' })}
            </Text>
          </>
        )}
        {begun !== undefined && <BackupCodes codes={begun.backupCodes} />}
        {!isScanning && (
          <PasswordInput
            label={say('account.currentPassword')}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        )}
        {(isScanning || me.hasSecondFactor) && (
          <TextInput
            label={say('account.appCode')}
            inputMode="numeric"
            autoComplete="one-time-code"
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        <Group justify="flex-end">
          {isScanning ? (
            <Button onClick={() => void check()} loading={deed.isBusy} disabled={code === ''}>
              {say('account.appCheck')}
            </Button>
          ) : me.hasSecondFactor ? (
            <>
              <Button variant="default" onClick={() => void renew()} disabled={password === '' || code === ''}>
                {say('account.backupNew')}
              </Button>
              <Button
                variant="light"
                color="red"
                onClick={() => void remove()}
                disabled={password === '' || code === ''}
              >
                {say('account.appRemove')}
              </Button>
            </>
          ) : (
            <Button onClick={() => void begin()} loading={deed.isBusy} disabled={password === ''}>
              {say('account.appSetUp')}
            </Button>
          )}
        </Group>
      </Stack>
      <Outcome deed={{ ...deed, isDone: deed.isDone && begun === undefined }} done={say('account.saved')} />
    </Section>
  );
}

function BackupCodes({ codes }: { readonly codes: readonly string[] }) {
  const say = useSay();
  return (
    <div>
      <Text fw={600} size="sm">
        {say('account.backupCodes')}
      </Text>
      <Text size="sm" c="dimmed">
        {say('account.backupText')}
      </Text>
      <List listStyleType="none" ff="monospace" size="sm" mt="xs" style={{ columns: 2 }}>
        {codes.map((one) => (
          <List.Item key={one}>{one}</List.Item>
        ))}
      </List>
    </div>
  );
}

/** Black on white in every scheme: cameras read nothing else for sure. */
function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { size, data } = useMemo(() => encode(text, { border: 3 }), [text]);
  const path = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg viewBox={`0 0 ${size} ${size}`} width={220} height={220} role="img" aria-label={label}>
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
}
