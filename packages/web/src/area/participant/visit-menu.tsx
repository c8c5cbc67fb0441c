// A visit that did not take place: said with a reason.
import { ActionIcon, Button, Group, Menu, Modal, Stack, Text, Textarea } from '@mantine/core';
import { IconCalendarOff, IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';

interface VisitMenuProps {
  readonly participantId: string;
  readonly visit: string;
  readonly name: string;
  readonly state: string;
}

export function VisitMenu({ participantId, visit, name, state }: VisitMenuProps) {
  const say = useSay();
  const { trialId, may } = useTrial();
  const miss = useCommand(trialId, 'declareVisitMissed');
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  if (!may('declareVisitMissed') || state === 'missed' || state === 'notExpected') return null;
  return (
    <>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={say('visit.more', { visit: name })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconCalendarOff size={16} />} onClick={() => setOpen(true)}>
            {say('visit.miss')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={say('visit.missTitle', { visit: name })}
        closeButtonProps={{ 'aria-label': say('shell.close') }}
      >
        <Stack gap="sm">
          <Text size="sm">{say('visit.missText')}</Text>
          <Textarea
            label={say('form.reason')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            required
            data-autofocus
            autosize
            minRows={2}
          />
          {miss.isError && <ErrorNote error={miss.error} />}
          <Group justify="flex-end">
            <Button
              loading={miss.isPending}
              disabled={reason.trim().length < 3}
              onClick={() =>
                miss.mutate(
                  { body: { participantId: asId(participantId), visit, reason } },
                  { onSuccess: () => setOpen(false) },
                )
              }
            >
              {say('visit.miss')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
