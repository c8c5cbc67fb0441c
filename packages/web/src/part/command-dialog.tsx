// A dialog that sends something: fields, what went wrong in place, closed when it was recorded.
import { Button, Group, Modal, type ModalProps, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useSay } from '../language/message.js';
import { ErrorNote } from './error-note.js';

interface CommandDialogProps {
  readonly title: string;
  readonly help?: ReactNode;
  readonly submit: string;
  readonly isReady?: boolean;
  readonly isDangerous?: boolean;
  readonly size?: ModalProps['size'];
  /** Whoever sends it tells what was recorded. */
  readonly isTold?: boolean;
  readonly onClose: () => void;
  /** Sends it; false where the person thought better of it: the dialog stays. */
  readonly onSubmit: () => Promise<unknown>;
  readonly children: ReactNode;
}

/** Mounted while it is open. */
export function CommandDialog(props: CommandDialogProps) {
  const { title, help, submit, isReady = true, isDangerous = false, size = 'md', isTold = false } = props;
  const { onClose, onSubmit, children } = props;
  const say = useSay();
  const [failure, setFailure] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    // The dialog stands in another form's tree for React, never in its form.
    event.stopPropagation();
    if (!isReady) return;
    setBusy(true);
    setFailure(undefined);
    try {
      if ((await onSubmit()) === false) return;
      if (!isTold) notifications.show({ message: say('shell.saved'), color: 'green' });
      onClose();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} size={size} closeButtonProps={{ 'aria-label': say('shell.close') }}>
      <form onSubmit={(event) => void send(event)}>
        <Stack gap="sm">
          {help !== undefined && (
            <Text size="sm" c="dimmed" component="div">
              {help}
            </Text>
          )}
          {children}
          {failure !== undefined && <ErrorNote error={failure} title={say('shell.refused')} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {say('shell.cancel')}
            </Button>
            <Button type="submit" loading={isBusy} disabled={!isReady} color={isDangerous ? 'red.9' : undefined}>
              {submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
