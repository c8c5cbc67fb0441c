// A dialog that asks for one text, such as a reason, before something is recorded.
import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useSay } from '../../language/message.js';

interface ReasonDialogProps {
  readonly title: string;
  readonly text?: ReactNode;
  /** Of the field; "Reason" where absent. */
  readonly label?: string;
  readonly doLabel: string;
  readonly isOptional?: boolean;
  readonly onDo: (reason: string) => Promise<unknown>;
  readonly onClose: () => void;
}

export function ReasonDialog({ title, text, label, doLabel, isOptional = false, onDo, onClose }: ReasonDialogProps) {
  const say = useSay();
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': say('shell.close') }}>
      <form
        onSubmit={async (event) => {
          event.preventDefault();
          setBusy(true);
          await onDo(reason.trim());
          setBusy(false);
          onClose();
        }}
      >
        <Stack gap="sm">
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
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {say('shell.cancel')}
            </Button>
            <Button type="submit" loading={isBusy}>
              {doLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
