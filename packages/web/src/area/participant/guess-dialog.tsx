// Which treatment somebody believes it was, for the assessment of the blinding: sealed as soon as it is sent, and shown to nobody.
import { label } from '@equipoise/trial';
import { Alert, NativeSelect, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { type Guesser, guessersFor, visitsToGuessAt } from './guess.js';
import type { PartOfParticipant } from './participant-page.js';

export function GuessDialog({
  participant,
  protocol,
  calendar,
  onClose,
}: PartOfParticipant & { readonly onClose: () => void }) {
  const { say, language } = useSpeech();
  const { list } = useFormats();
  const { trialId, trial, may } = useTrial();
  const { participant_id: participantId } = participant;
  const record = useCommand(trialId, 'recordTreatmentGuess');
  const guesses = useView(trialId, 'treatmentGuesses', { participantId }, { enabled: may('schedule') });
  const given = guesses.data ?? [];
  const own = guessersFor(protocol, trial.roles);
  const [by, setBy] = useState<Guesser>(own[0] ?? 'participant');
  const [chosen, setChosen] = useState<string>();
  const [guess, setGuess] = useState('');
  const [reason, setReason] = useState('');
  const visits = visitsToGuessAt(protocol, { calendar, given, by });
  const visit = visits.find(({ id }) => id === chosen) ?? visits.at(-1);
  const recorded = protocol.visits.flatMap((one) => {
    const who = given.filter((row) => row.visit === one.id).map((row) => say(`guess.by.${row.guessed_by}`));
    return who.length === 0 ? [] : [`${label(one.name, language)} (${list(who)})`];
  });
  return (
    <CommandDialog
      title={say('guess.open')}
      help={say('guess.help')}
      submit={say('shell.save')}
      isReady={visit !== undefined && guess !== ''}
      onClose={onClose}
      onSubmit={async () => {
        if (visit === undefined) return;
        await record.mutateAsync({
          body: {
            ...{ participantId: asId(participantId), visit: visit.id, by, guess },
            ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
          },
        });
      }}
    >
      {own.length > 1 && (
        <Radio.Group label={say('guess.who')} value={by} onChange={(value) => setBy(value as Guesser)} required>
          <Stack gap={6} mt={4}>
            {own.map((one) => (
              <Radio key={one} value={one} label={say(`guess.by.${one}`)} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {guesses.data !== undefined && visit === undefined ? (
        <Alert color="orange" variant="light" py="xs">
          {say('guess.noVisit')}
        </Alert>
      ) : (
        <NativeSelect
          label={say('visit.visit')}
          required
          value={visit?.id ?? ''}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={visits.map(({ id, name }) => ({ value: id, label: label(name, language) }))}
        />
      )}
      <Radio.Group label={say('guess.guess')} value={guess} onChange={setGuess} required>
        <Stack gap={6} mt={4}>
          {protocol.treatments.map(({ id, name }) => (
            <Radio key={id} value={id} label={label(name, language)} />
          ))}
          <Radio value="unknown" label={say('guess.unknown')} />
        </Stack>
      </Radio.Group>
      <Textarea
        label={say('guess.why')}
        description={say('guess.whyHelp')}
        autosize
        minRows={2}
        maxLength={1000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {recorded.length > 0 && (
        <Text size="sm" c="dimmed">
          {say('guess.recorded', { visits: list(recorded) })}
        </Text>
      )}
    </CommandDialog>
  );
}
