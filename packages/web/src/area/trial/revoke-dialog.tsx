// Takes a role away from somebody, at once, with the reason.
import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useNames } from '../../api/names.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { placesOf } from './granted-places.js';
import type { HeldRole } from './people-page.js';
import { useRoleWord } from './role-word.js';

export function RevokeDialog({ held, onClose }: { readonly held: HeldRole; readonly onClose: () => void }) {
  const say = useSay();
  const roleWord = useRoleWord();
  const { trialId } = useTrial();
  const nameOf = useNames(trialId, [held.actor_id]);
  const revoke = useCommand(trialId, 'revokeRole');
  const [reason, setReason] = useState('');
  return (
    <CommandDialog
      title={say('people.revokeOf', {
        role: roleWord(held.role, held.role_name),
        name: nameOf(held.actor_id),
      })}
      help={say('people.revokeText')}
      submit={say('people.revoke')}
      isReady={reason.trim() !== ''}
      isDangerous
      onClose={onClose}
      onSubmit={() =>
        revoke.mutateAsync({
          body: { actorId: asId(held.actor_id), role: held.role, sites: placesOf(held.site_id), reason },
        })
      }
    >
      <Textarea
        label={say('shell.reason')}
        required
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
    </CommandDialog>
  );
}
