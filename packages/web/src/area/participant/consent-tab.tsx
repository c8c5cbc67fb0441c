// Consent: the versions that count, and what was given.
import { type Consent, consentVersionsAt, label } from '@equipoise/trial';
import { Alert, Button, Card, Checkbox, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { todayHere } from '../../part/moment.js';
import { DayInput } from '../form/day-input.js';
import { parseDay } from '../form/form-value.js';
import { GivenConsents } from './given-consents.js';
import type { PartOfParticipant } from './participant-page.js';

export function ConsentTab(props: PartOfParticipant) {
  const { say, language } = useSpeech();
  const { day } = useFormats();
  const { participant, protocol } = props;
  const { trialId, may } = useTrial();
  const due = useView(trialId, 'reconsentDue', { siteId: participant.site_id }, { enabled: may('reconsentDue') });
  const given = useView(
    trialId,
    'participantConsents',
    { participantId: participant.participant_id },
    { enabled: may('participants') },
  );
  const [opened, setOpened] = useState<string>();
  return (
    <Stack gap="md">
      {protocol.consents.map((consent) => {
        const again = due.data?.find(
          (row) => row.participant_id === participant.participant_id && row.consent === consent.id,
        );
        return (
          <Card key={consent.id} withBorder>
            <Group justify="space-between" align="flex-start">
              <div>
                <Title order={2}>{label(consent.name, language)}</Title>
                {again !== undefined && (
                  <Text size="sm" c="var(--eq-warning-text)">
                    {again.given_version === null
                      ? say('consent.notGiven', { version: again.due_version })
                      : say('consent.dueAgain', {
                          given: again.given_version,
                          day: day(again.given_on),
                          due: again.due_version,
                        })}
                  </Text>
                )}
              </div>
              {may('recordConsent') && opened !== consent.id && (
                <Button variant="light" onClick={() => setOpened(consent.id)}>
                  {say('consent.record')}
                </Button>
              )}
            </Group>
            <GivenConsents consent={consent} rows={(given.data ?? []).filter((row) => row.consent === consent.id)} />
            {opened === consent.id && <ConsentForm {...props} consent={consent} onDone={() => setOpened(undefined)} />}
          </Card>
        );
      })}
    </Stack>
  );
}

function ConsentForm({
  participant,
  protocol,
  consent,
  onDone,
}: PartOfParticipant & { readonly consent: Consent; readonly onDone: () => void }) {
  const { say, language } = useSpeech();
  const { trialId } = useTrial();
  const record = useCommand(trialId, 'recordConsent');
  const today = todayHere();
  const versions = consentVersionsAt(protocol, consent, { siteId: participant.site_id, day: today });
  const [version, setVersion] = useState(versions.at(-1) ?? consent.version);
  const [day, setDay] = useState('');
  const [items, setItems] = useState<Readonly<Record<string, boolean>>>({});
  const givenOn = parseDay(day);
  const lacking = (consent.items ?? []).filter(({ id, required }) => required && items[id] !== true);
  return (
    <Stack gap="sm" mt="md">
      <Group align="flex-start">
        <NativeSelect
          label={say('consent.version')}
          data={[...versions]}
          value={version}
          onChange={(event) => setVersion(event.currentTarget.value)}
        />
        <DayInput label={say('consent.day')} value={day} onChange={setDay} isRequired />
      </Group>
      <Checkbox.Group
        label={say('consent.items')}
        value={Object.keys(items).filter((id) => items[id])}
        onChange={(chosen) => setItems(Object.fromEntries(chosen.map((id) => [id, true])))}
      >
        <Stack gap="xs" mt="xs">
          {(consent.items ?? []).map((item) => (
            <Checkbox
              key={item.id}
              value={item.id}
              label={`${label(item.name, language)}${item.required ? ` (${say('shell.required')})` : ''}`}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      {lacking.length > 0 && <Alert color="orange">{say('consent.incomplete')}</Alert>}
      {record.isError && <ErrorNote error={record.error} />}
      <Group>
        <Button
          loading={record.isPending}
          disabled={givenOn === undefined}
          onClick={() => {
            if (givenOn === undefined) return;
            const given = Object.fromEntries((consent.items ?? []).map(({ id }) => [id, items[id] === true]));
            record.mutate(
              {
                body: {
                  participantId: asId(participant.participant_id),
                  ...{ consent: consent.id, consentVersion: version, givenOn, items: given },
                },
              },
              {
                onSuccess: () => {
                  notifications.show({ message: say('consent.recorded'), color: 'green' });
                  onDone();
                },
              },
            );
          }}
        >
          {say('consent.record')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {say('shell.cancel')}
        </Button>
      </Group>
    </Stack>
  );
}
