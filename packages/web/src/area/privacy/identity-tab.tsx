// Who a participant is, for people of the site: shown for a reason, which is on record, and hidden again by itself.
import { Anchor, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { IconEraser, IconEyeOff, IconPencil } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { FactList } from '../../part/fact-list.js';
import type { PartOfParticipant } from '../participant/participant-page.js';
import { EraseDialog } from './erase-dialog.js';
import { type Identifiers, look, type Purpose, purposes } from './identifiers.js';
import { KeepDialog } from './keep-dialog.js';

/** What is shown goes by itself, so that it does not stay on a screen that somebody leaves. */
const shownForMs = 300_000;

type Seen =
  | { readonly state: 'hidden' }
  | { readonly state: 'none' }
  | { readonly state: 'shown'; readonly identifiers: Identifiers; readonly keptAt: string };

export function IdentityTab({ participant, protocol }: PartOfParticipant) {
  const say = useSay();
  const { instant } = useFormats();
  const { trialId, may } = useTrial();
  const participantId = participant.participant_id;
  const place = useMemo(() => ({ trialId, participantId }), [trialId, participantId]);
  const [seen, setSeen] = useState<Seen>({ state: 'hidden' });
  const [asking, setAsking] = useState<Purpose>();
  const [failure, setFailure] = useState<unknown>();
  const [opened, setOpened] = useState<'keep' | 'erase'>();
  useEffect(() => {
    if (seen.state !== 'shown' || opened !== undefined) return;
    const timer = setTimeout(() => setSeen({ state: 'hidden' }), shownForMs);
    return () => clearTimeout(timer);
  }, [seen, opened]);
  // What was pressed is gone: the keyboard goes on where the answer stands.
  const answer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (seen.state !== 'hidden') answer.current?.focus();
  }, [seen.state]);
  const open = async (purpose: Purpose) => {
    setAsking(purpose);
    setFailure(undefined);
    try {
      const kept = await look(place, purpose);
      setSeen(kept === undefined ? { state: 'none' } : { state: 'shown', ...kept });
      if (purpose === 'correction' && may('keepIdentifiers')) setOpened('keep');
    } catch (error) {
      setFailure(error);
    } finally {
      setAsking(undefined);
    }
  };
  return (
    <Card withBorder component="section" aria-label={say('privacy.identity')} maw={760}>
      <Title order={2} mb={4}>
        {say('privacy.identity')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {say('privacy.apart')} {say('privacy.everyLook')}
      </Text>
      {seen.state === 'hidden' && (
        <Stack gap={6} role="group" aria-label={say('privacy.why')}>
          <Text size="sm" fw={600}>
            {say('privacy.why')}
          </Text>
          <Group gap="xs">
            {purposes.map((purpose) => (
              <Button
                key={purpose}
                variant="light"
                loading={asking === purpose}
                disabled={asking !== undefined && asking !== purpose}
                onClick={() => void open(purpose)}
              >
                {say(`privacy.purpose.${purpose}`)}
              </Button>
            ))}
          </Group>
        </Stack>
      )}
      {seen.state !== 'hidden' && (
        <div role="status" ref={answer} tabIndex={-1}>
          {seen.state === 'none' ? (
            <Text>{say('privacy.none')}</Text>
          ) : (
            <>
              <IdentifierList identifiers={seen.identifiers} />
              <Text size="xs" c="dimmed" mt="xs">
                {say('privacy.keptAt', { at: instant(seen.keptAt) })}
              </Text>
            </>
          )}
        </div>
      )}
      {failure !== undefined && <ErrorNote error={failure} />}
      {seen.state !== 'hidden' && (
        <Group gap="xs" mt="md">
          {seen.state === 'shown' && (
            <Button
              variant="default"
              leftSection={<IconEyeOff size={16} />}
              onClick={() => setSeen({ state: 'hidden' })}
            >
              {say('privacy.hide')}
            </Button>
          )}
          {may('keepIdentifiers') && (
            <Button
              variant={seen.state === 'none' ? 'filled' : 'default'}
              leftSection={<IconPencil size={16} />}
              onClick={() => setOpened('keep')}
            >
              {say(seen.state === 'none' ? 'privacy.keep' : 'privacy.change')}
            </Button>
          )}
          {may('eraseIdentifiers') && seen.state === 'shown' && (
            <Button
              variant="default"
              leftSection={<IconEraser size={16} />}
              onClick={() => setOpened('erase')}
              ml={{ sm: 'auto' }}
            >
              {say('privacy.erase')}
            </Button>
          )}
        </Group>
      )}
      {opened === 'keep' && (
        <KeepDialog
          place={place}
          protocol={protocol}
          kept={seen.state === 'shown' ? seen.identifiers : undefined}
          onClose={() => setOpened(undefined)}
          onKept={(identifiers) => setSeen({ state: 'shown', identifiers, keptAt: new Date().toISOString() })}
        />
      )}
      {opened === 'erase' && (
        <EraseDialog place={place} onClose={() => setOpened(undefined)} onErased={() => setSeen({ state: 'none' })} />
      )}
    </Card>
  );
}

/** Telephone and mail are ready to be used, on a phone above all. */
function IdentifierList({ identifiers }: { readonly identifiers: Identifiers }) {
  const say = useSay();
  const { day } = useFormats();
  const { name, initials, dateOfBirth, hospitalNumber, contact } = identifiers;
  return (
    <FactList
      facts={[
        [say('privacy.field.name'), name && <b>{`${name.given} ${name.family}`}</b>],
        [say('privacy.field.initials'), initials],
        [say('privacy.field.dateOfBirth'), day(dateOfBirth)],
        [say('privacy.field.hospitalNumber'), hospitalNumber],
        [
          say('privacy.telephone'),
          contact?.telephone && (
            <Anchor href={`tel:${contact.telephone.replace(/[^+\d]/g, '')}`}>{contact.telephone}</Anchor>
          ),
        ],
        [say('privacy.email'), contact?.email && <Anchor href={`mailto:${contact.email}`}>{contact.email}</Anchor>],
        [say('privacy.address'), contact?.address],
        [say('privacy.other'), contact?.other],
      ]}
    />
  );
}
