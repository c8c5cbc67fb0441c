// Opening the tables of a meeting: recorded for everybody, confirmed with the credentials.
import { Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { useConfirmation } from '../../part/confirmation.js';

export function OpenDialog({
  onClose,
  onOpened,
}: {
  readonly onClose: () => void;
  readonly onOpened: (meeting: string) => void;
}) {
  const say = useSay();
  const { trialId } = useTrial();
  const confirm = useConfirmation();
  const open = useCommand(trialId, 'openSafetyTables');
  const [meeting, setMeeting] = useState('');
  const [purpose, setPurpose] = useState('');
  const name = meeting.trim();
  const isName = /^[a-zA-Z][a-zA-Z0-9_-]*$/.test(name);
  const send = async () => {
    const key = crypto.randomUUID();
    const text = say('board.confirm', { meeting: name });
    const confirmation = await confirm({ trialId, command: 'openSafetyTables', key, text });
    if (confirmation === undefined) return false;
    await open.mutateAsync({ key, confirmation, body: { meeting: name, purpose: purpose.trim() } });
    onOpened(name);
    return true;
  };
  return (
    <CommandDialog
      title={say('board.open')}
      help={say('board.openHelp')}
      submit={say('board.open')}
      isReady={isName && purpose.trim().length >= 3}
      onClose={onClose}
      onSubmit={send}
    >
      <TextInput
        label={say('board.meeting')}
        error={name !== '' && !isName ? say('board.meetingForm') : undefined}
        value={meeting}
        onChange={(event) => setMeeting(event.currentTarget.value)}
        required
      />
      <Textarea
        label={say('board.purpose')}
        autosize
        minRows={2}
        value={purpose}
        onChange={(event) => setPurpose(event.currentTarget.value)}
        required
      />
    </CommandDialog>
  );
}
