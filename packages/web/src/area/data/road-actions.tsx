// What can be done to a participant on the road: freeze, lock, and undo either with a reason.
import type { ParticipantId } from '@equipoise/trial';
import { ActionIcon, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDots, IconLock, IconLockOpen, IconSnowflake, IconSnowflakeOff } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sendCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { readRows } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { wordsOf } from '../../part/error-note.js';
import { ReasonDialog } from '../review/reason-dialog.js';
import { useParticipants } from '../review/trial-words.js';
import type { RoadRow } from './block.js';
import { type FormKey, withoutDone } from './without-done.js';

export function RoadActions({ row }: { readonly row: RoadRow }) {
  const say = useSay();
  const { trialId, may } = useTrial();
  const client = useQueryClient();
  const { number } = useParticipants();
  const [asked, setAsked] = useState<'unfreeze' | 'unlock'>();
  const participantId = asId<ParticipantId>(row.participant_id);
  const participant = number(row.participant_id);

  const record = async (work: () => Promise<unknown>) => {
    try {
      await work();
      notifications.show({ message: say('shell.saved') });
    } catch (error) {
      notifications.show({
        color: 'red',
        title: `${say('shell.refused')}: ${participant}`,
        message: wordsOf(error, say),
        autoClose: false,
        closeButtonProps: { 'aria-label': say('shell.close') },
      });
    }
    await client.invalidateQueries({ queryKey: ['trial', trialId] });
  };
  const formsOf = async (): Promise<readonly FormKey[]> =>
    (await readRows(trialId, 'form', { participantId: row.participant_id })).map(({ visit, form, occurrence }) => ({
      visit,
      form,
      occurrence,
    }));
  const freeze = () =>
    record(async () =>
      withoutDone(await formsOf(), (forms) =>
        sendCommand(trialId, 'freezeForms', { participantId, forms: [...forms] as never }),
      ),
    );
  const unfreeze = (reason: string) =>
    record(async () =>
      withoutDone(await formsOf(), (forms) =>
        sendCommand(trialId, 'unfreezeForms', { participantId, forms: [...forms] as never, reason }),
      ),
    );
  return (
    <>
      <Menu position="bottom-end" shadow="md" withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <ActionIcon variant="subtle" aria-label={say('lock.actionsOf', { participant })}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {may('freezeForms') && !row.locked && (
            <Menu.Item leftSection={<IconSnowflake size={16} />} onClick={() => void freeze()}>
              {say('lock.freeze')}
            </Menu.Item>
          )}
          {may('unfreezeForms') && !row.locked && (
            <Menu.Item leftSection={<IconSnowflakeOff size={16} />} onClick={() => setAsked('unfreeze')}>
              {say('lock.unfreeze')}
            </Menu.Item>
          )}
          {may('lockParticipant') && !row.locked && (
            <Menu.Item
              leftSection={<IconLock size={16} />}
              disabled={!row.ready}
              onClick={() => void record(() => sendCommand(trialId, 'lockParticipant', { participantId }))}
            >
              {say('lock.lockParticipant')}
            </Menu.Item>
          )}
          {may('unlockParticipant') && row.locked && (
            <Menu.Item leftSection={<IconLockOpen size={16} />} onClick={() => setAsked('unlock')}>
              {say('lock.unlockParticipant')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {asked !== undefined && (
        <ReasonDialog
          title={`${participant} · ${say(asked === 'unlock' ? 'lock.unlockParticipant' : 'lock.unfreeze')}`}
          doLabel={say(asked === 'unlock' ? 'lock.unlockParticipant' : 'lock.unfreeze')}
          onClose={() => setAsked(undefined)}
          onDo={(reason) =>
            asked === 'unlock'
              ? record(() => sendCommand(trialId, 'unlockParticipant', { participantId, reason }))
              : unfreeze(reason)
          }
        />
      )}
    </>
  );
}
