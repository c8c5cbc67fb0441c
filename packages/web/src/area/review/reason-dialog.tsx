// A dialog that asks for one text, such as a reason, before something is recorded.
import { Text, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';

interface ReasonDialogProps {
  readonly title: string;
  readonly text?: ReactNode;
  /** Of the field; "Reason" where absent. */
  readonly label?: string;
  readonly doLabel: string;
  readonly isOptional?: boolean;
  /** Does it, and tells what was recorded and what refused. */
  readonly onDo: (reason: string) => Promise<unknown>;
  readonly onClose: () => void;
}

export function ReasonDialog({ title, text, label, doLabel, isOptional = false, onDo, onClose }: ReasonDialogProps) {
  const say = useSay();
  const [reason, setReason] = useState('');
  const send = async () => {
    await onDo(reason.trim());
  };
  return (
    <CommandDialog title={title} submit={doLabel} isTold onSubmit={send} onClose={onClose}>
      {text !== undefined && (
        <Text size="sm" component="div">
          {text}
        </Text>
      )}
      <Textarea
        label={label ?? say('shell.reason')}
        description={isOptional ? say('shell.optional') : undefined}
        required={!isOptional}
        minLength={3}
        maxLength={2000}
        autosize
        minRows={2}
        data-autofocus
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </CommandDialog>
  );
}
