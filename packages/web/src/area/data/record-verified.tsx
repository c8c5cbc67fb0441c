// Whether the record is whole: when it was verified, up to which event, and what was found.
import { Accordion, Alert, List, Text } from '@mantine/core';
import { IconAlertTriangle, IconShieldCheck, IconShieldQuestion } from '@tabler/icons-react';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { wordFor } from '../../language/word.js';

type Verification = RowOf<'recordVerifications'>;

/** As many earlier ones stand below the last. */
const mostEarlier = 30;

export function RecordVerified() {
  const say = useSay();
  const { trialId, may } = useTrial();
  const all = useView(trialId, 'recordVerifications', { limit: mostEarlier + 1 }, { enabled: may('audit') });
  if (!may('audit') || all.data === undefined) return null;
  const [last, ...earlier] = all.data;
  if (last === undefined)
    return (
      <Alert color="gray" variant="light" mb="md" icon={<IconShieldQuestion size={18} />} title={say('verified.title')}>
        <Text size="sm">{say('verified.never')}</Text>
      </Alert>
    );
  return (
    <Alert
      color={last.is_sound ? 'green' : 'red'}
      variant="light"
      mb="md"
      icon={last.is_sound ? <IconShieldCheck size={18} /> : <IconAlertTriangle size={18} />}
      title={say('verified.title')}
    >
      <Told verification={last} />
      {earlier.length > 0 && (
        <Accordion variant="default" mt={4} styles={{ item: { borderBottom: 0 } }}>
          <Accordion.Item value="earlier">
            <Accordion.Control px={0} py={0}>
              <Text size="sm">{say('verified.earlier', { count: earlier.length })}</Text>
            </Accordion.Control>
            <Accordion.Panel>
              {earlier.map((one) => (
                <Told key={one.verified_at} verification={one} />
              ))}
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
      )}
    </Alert>
  );
}

function Told({ verification }: { readonly verification: Verification }) {
  const say = useSay();
  const { instant } = useFormats();
  const { verified_at: at, events, erased, checkpoint_at: checkpoint, is_sound: isSound, findings } = verification;
  return (
    <>
      <Text size="sm" fw={600}>
        {isSound
          ? say('verified.sound', { at: instant(at), events })
          : say('verified.unsound', { at: instant(at), events, count: findings.length })}
      </Text>
      <Text size="sm">
        {checkpoint === null ? say('verified.noCheckpoint') : say('verified.checkpoint', { at: instant(checkpoint) })}
        {erased > 0 && ` ${say('verified.erased', { count: erased })}`}
      </Text>
      {findings.length > 0 && (
        <List size="sm" mt={4}>
          {findings.map(({ code, streamId, version }) => (
            <List.Item key={`${code} ${streamId} ${version}`}>
              {wordFor(say, 'verified.finding', code)}{' '}
              {streamId === null
                ? say('verified.elsewhere')
                : say('verified.place', { stream: streamId, version: version ?? 0 })}
            </List.Item>
          ))}
        </List>
      )}
    </>
  );
}
