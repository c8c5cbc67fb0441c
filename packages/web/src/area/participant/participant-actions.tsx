// What can be done for a participant as a whole: randomise, an unscheduled visit, withdrawal.
import { label } from '@equipoise/trial';
import { Button, Group, Menu, Modal } from '@mantine/core';
import { IconArrowsShuffle, IconCalendarPlus, IconDoorExit, IconDots } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTrial } from '../../app/trial-context.js';
import { useSpeech } from '../../language/message.js';
import type { PartOfParticipant } from './participant-page.js';
import { RandomiseDialog } from './randomise-dialog.js';
import { WithdrawForm } from './withdraw-form.js';

export function ParticipantActions(props: PartOfParticipant) {
  const { participant, protocol } = props;
  const { say, language } = useSpeech();
  const { trialId, may } = useTrial();
  const navigate = useNavigate();
  const [opened, setOpened] = useState<'randomise' | 'withdraw'>();
  const unscheduled = protocol.visits.filter((visit) => visit.unscheduled === true);
  const canFill = may('recordForm') && unscheduled.length > 0;
  const home = `/trials/${trialId}/participants/${participant.participant_id}`;
  return (
    <Group gap="xs">
      {may('randomise') && participant.randomisation_number === null && (
        <Button leftSection={<IconArrowsShuffle size={16} />} onClick={() => setOpened('randomise')}>
          {say('randomise.open')}
        </Button>
      )}
      {(canFill || may('withdraw')) && (
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <Button variant="default" leftSection={<IconDots size={16} />}>
              {say('form.more')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {canFill &&
              unscheduled.map((visit) => (
                <div key={visit.id}>
                  <Menu.Label>{label(visit.name, language)}</Menu.Label>
                  {visit.forms.map((id) => (
                    <Menu.Item
                      key={id}
                      leftSection={<IconCalendarPlus size={16} />}
                      onClick={() => void navigate({ to: `${home}/forms/${visit.id}/${id}/next` as never })}
                    >
                      {label(protocol.forms.find((form) => form.id === id)?.name ?? id, language)}
                    </Menu.Item>
                  ))}
                </div>
              ))}
            {may('withdraw') && (
              <>
                <Menu.Divider />
                <Menu.Item leftSection={<IconDoorExit size={16} />} onClick={() => setOpened('withdraw')}>
                  {say('withdraw.open')}
                </Menu.Item>
              </>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      {opened === 'randomise' && <RandomiseDialog {...props} onClose={() => setOpened(undefined)} />}
      <Modal
        opened={opened === 'withdraw'}
        onClose={() => setOpened(undefined)}
        size="lg"
        title={say('withdraw.title')}
        closeButtonProps={{ 'aria-label': say('shell.close') }}
      >
        {opened === 'withdraw' && <WithdrawForm participant={participant} onDone={() => setOpened(undefined)} />}
      </Modal>
    </Group>
  );
}
