// The unblinding of the whole trial: what follows is read, the word is typed, the credentials are given again.
import { Alert, List, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { useConfirmedCommand } from '../trial/use-confirmed-command.js';

const word = 'UNBLIND';

export function UnblindDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const { trialId, trial } = useTrial();
  const unblind = useConfirmedCommand(trialId, 'unblindTrial');
  const [typed, setTyped] = useState('');
  const send = async () => {
    const text = say('analysis.unblindText', { acronym: trial.acronym });
    return (await unblind.submit({ typedConfirmation: word }, text)) !== undefined;
  };
  return (
    <CommandDialog
      title={say('analysis.unblindOf', { acronym: trial.acronym })}
      submit={say('analysis.unblind')}
      isReady={typed === word}
      isDangerous
      onClose={onClose}
      onSubmit={send}
    >
      <Alert color="orange" variant="light">
        <List size="sm">
          <List.Item>{say('analysis.unblindWhole')}</List.Item>
          <List.Item>{say('analysis.unblindForGood')}</List.Item>
          <List.Item>{say('analysis.unblindRecorded')}</List.Item>
        </List>
      </Alert>
      <TextInput
        label={say('analysis.typeWord', { word })}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoComplete="off"
        data-autofocus
        required
      />
    </CommandDialog>
  );
}
