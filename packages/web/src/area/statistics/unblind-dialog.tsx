// The unblinding of the whole trial: what follows is read, the word is typed, the credentials are given again.
import { Alert, Button, Group, List, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { useConfirmedCommand } from '../trial/use-confirmed-command.js';

const word = 'UNBLIND';

export function UnblindDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const { trialId, trial } = useTrial();
  const unblind = useConfirmedCommand(trialId, 'unblindTrial');
  const [typed, setTyped] = useState('');
  const send = async () => {
    const answer = await unblind.send(
      { typedConfirmation: word },
      say('analysis.unblindText', { acronym: trial.acronym }),
    );
    if (answer !== undefined) onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={say('analysis.unblindOf', { acronym: trial.acronym })}
      closeButtonProps={{ 'aria-label': say('shell.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Stack gap="sm">
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
          {unblind.error !== undefined && <ErrorNote error={unblind.error} title={say('shell.refused')} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {say('shell.cancel')}
            </Button>
            <Button type="submit" color="red" disabled={typed !== word} loading={unblind.isBusy}>
              {say('analysis.unblind')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
