// Takes a role away from somebody, at once, with the reason.
import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { useNames } from '../../api/names.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { placesOf } from './granted-places.js';
import type { HeldRole } from './people-page.js';

export function RevokeDialog({ held, onClose }: { readonly held: HeldRole; readonly onClose: () => void }) {
  const say = useSay();
  const { trialId } = useTrial();
  const nameOf = useNames(trialId, [held.actor_id]);
  const revoke = useCommand(trialId, 'revokeRole');
  const [reason, setReason] = useState('');
  return (
    <Modal
      opened
      onClose={onClose}
      title={say('people.revokeOf', { role: held.role_name, name: nameOf(held.actor_id) })}
      closeButtonProps={{ 'aria-label': say('shell.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          revoke.mutate(
            { body: { actorId: held.actor_id, role: held.role, sites: placesOf(held.site_id), reason } as never },
            { onSuccess: onClose },
          );
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{say('people.revokeText')}</Text>
          <Textarea
            label={say('shell.reason')}
            required
            autosize
            minRows={2}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus
          />
          {revoke.isError && <ErrorNote error={revoke.error} title={say('shell.refused')} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {say('shell.cancel')}
            </Button>
            <Button type="submit" color="red" loading={revoke.isPending}>
              {say('people.revoke')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
