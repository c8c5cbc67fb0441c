// Erasing who a participant is, for good.
import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { erase, type Place } from './identifiers.js';

interface EraseDialogProps {
  readonly place: Place;
  readonly onErased: () => void;
  readonly onClose: () => void;
}

export function EraseDialog({ place, onErased, onClose }: EraseDialogProps) {
  const say = useSay();
  const [reason, setReason] = useState('');
  const [key] = useState(() => crypto.randomUUID());
  return (
    <CommandDialog
      title={say('privacy.erase')}
      help={say('privacy.eraseHelp')}
      submit={say('privacy.erase')}
      isReady={reason.trim().length >= 3}
      isDangerous
      onClose={onClose}
      onSubmit={async () => {
        await erase(place, { reason: reason.trim(), key });
        onErased();
      }}
    >
      <Textarea
        label={say('form.reason')}
        description={say('privacy.reasonHelp')}
        required
        autosize
        minRows={2}
        maxLength={1000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
    </CommandDialog>
  );
}
