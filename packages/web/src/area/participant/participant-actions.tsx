// What can be done for a participant as a whole: randomise, an unscheduled visit, a guess, another site or stratum, withdrawal.
import { label } from '@equipoise/trial';
import { Button, Group, Menu } from '@mantine/core';
import {
  type Icon,
  IconArrowsShuffle,
  IconBuildingHospital,
  IconCalendarPlus,
  IconCategory,
  IconDoorExit,
  IconDots,
  IconHelpHexagon,
  IconUserMinus,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import { useTrial } from '../../app/trial-context.js';
import { type MessageKey, useSpeech } from '../../language/message.js';
import { later, whenIdle } from '../../part/later.js';
import { guessersFor } from './guess.js';
import type { Deed } from './participant-dialogs.js';
import type { PartOfParticipant } from './participant-page.js';
import { valueFactors } from './stratum-factor.js';

const deeds: readonly { readonly id: Deed; readonly title: MessageKey; readonly Drawn: Icon }[] = [
  { id: 'guess', title: 'guess.open', Drawn: IconHelpHexagon },
  { id: 'stratum', title: 'stratum.open', Drawn: IconCategory },
  { id: 'transfer', title: 'transfer.open', Drawn: IconBuildingHospital },
  { id: 'exclude', title: 'exclude.open', Drawn: IconUserMinus },
  { id: 'withdraw', title: 'withdraw.open', Drawn: IconDoorExit },
];

const dialog = later(async () => (await import('./participant-dialogs.js')).ParticipantDialog);

export function ParticipantActions(props: PartOfParticipant) {
  const { participant, protocol } = props;
  const { say, language } = useSpeech();
  const { trialId, trial, may } = useTrial();
  const navigate = useNavigate();
  const [opened, setOpened] = useState<Deed | 'randomise'>();
  const close = () => setOpened(undefined);
  const unscheduled = protocol.visits.filter((visit) => visit.unscheduled === true);
  const canFill = may('recordForm') && unscheduled.length > 0;
  const home = `/trials/${trialId}/participants/${participant.participant_id}`;
  // Who sees the calendar alone does not know whether somebody is randomised.
  const isRandomised = participant.randomisation_number !== null || !may('participants');
  const isBlind = protocol.blinding.openLabel !== true && trial.status !== 'unblinded';
  const allowed: Readonly<Record<Deed, boolean>> = {
    guess: isRandomised && isBlind && guessersFor(protocol, trial.roles).length > 0,
    stratum: isRandomised && may('correctStratum') && valueFactors(protocol).length > 0,
    transfer: may('transferParticipant'),
    exclude: may('excludeFromAnalysisSet') && trial.status !== 'unblinded',
    withdraw: may('withdraw'),
  };
  const shown = deeds.filter(({ id }) => allowed[id]);
  useEffect(() => whenIdle(dialog.fetch), []);
  return (
    <Group gap="xs">
      {may('randomise') && participant.randomisation_number === null && (
        <Button leftSection={<IconArrowsShuffle size={16} />} onClick={() => setOpened('randomise')}>
          {say('randomise.open')}
        </Button>
      )}
      {(canFill || shown.length > 0) && (
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
            {canFill && shown.length > 0 && <Menu.Divider />}
            {shown.map(({ id, title, Drawn }) => (
              <Menu.Item key={id} leftSection={<Drawn size={16} />} onClick={() => setOpened(id)}>
                {say(title)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {opened !== undefined && (
        <Suspense>
          <dialog.Content {...props} opened={opened} onClose={close} />
        </Suspense>
      )}
    </Group>
  );
}
