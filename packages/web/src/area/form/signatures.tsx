// Who signed a form, and whether the signature still stands.
import { label, type Protocol } from '@equipoise/trial';
import { Badge, Group, Text } from '@mantine/core';
import { IconSignature, IconSignatureOff } from '@tabler/icons-react';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import { useActorNames } from '../participant/actor-names.js';
import type { FormPlace } from './form-model.js';

interface Row {
  readonly scope: string;
  readonly forms: unknown;
  readonly valid: boolean;
}

export function Signatures({ place, protocol }: { readonly place: FormPlace; readonly protocol: Protocol }) {
  const { say, language } = useSpeech();
  const { instant } = useFormats();
  const { trialId, may } = useTrial();
  const signatures = useView(
    trialId,
    'signatures',
    { participantId: place.participantId },
    { enabled: may('signatures') },
  );
  const own = (signatures.data ?? []).filter(({ scope, forms }) => scope === 'participant' || isAmong(forms, place));
  const nameOf = useActorNames(own.map(({ signer }) => signer));
  const newest = own.filter(
    ({ signer, meaning, signed_at }) =>
      !own.some((one) => one.signer === signer && one.meaning === meaning && one.signed_at > signed_at),
  );
  if (newest.length === 0) return null;
  return (
    <Group gap="md" mb="sm">
      {newest.map((one) => {
        const holds = holdsOver(one, place);
        const meaning = protocol.dataReview?.signatures?.find(({ id }) => id === one.meaning);
        return (
          <Group key={one.signature_id} gap={6} title={one.statement}>
            <Badge
              variant="light"
              color={holds ? 'green' : 'orange'}
              tt="none"
              leftSection={holds ? <IconSignature size={14} /> : <IconSignatureOff size={14} />}
            >
              {holds ? say('form.signed') : say('form.signatureVoid')}
            </Badge>
            <Text size="xs" c="dimmed">
              {meaning === undefined ? one.meaning : label(meaning.name, language)} · {nameOf(one.signer)} ·{' '}
              {instant(one.signed_at)}
            </Text>
          </Group>
        );
      })}
    </Group>
  );
}

/** A signature over several forms holds over those that did not change since. */
function holdsOver({ scope, forms, valid }: Pick<Row, 'scope' | 'forms' | 'valid'>, place: FormPlace): boolean {
  if (scope === 'participant' || !Array.isArray(forms)) return valid;
  return forms.some((one: Partial<FormPlace> & { valid?: boolean }) => one.valid === true && isAmong([one], place));
}

function isAmong(forms: unknown, { visit, form, occurrence }: FormPlace): boolean {
  if (!Array.isArray(forms)) return false;
  return forms.some(
    (one: Partial<FormPlace>) => one.visit === visit && one.form === form && (one.occurrence ?? 1) === occurrence,
  );
}
