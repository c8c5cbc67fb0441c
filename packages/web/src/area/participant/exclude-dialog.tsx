// Leaving a participant out of an analysis set, decided blind, before the trial is unblinded.
import { label } from '@equipoise/trial';
import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSpeech } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { ReasonField } from '../../part/reason-field.js';
import type { PartOfParticipant } from './participant-page.js';

export function ExcludeDialog({
  participant,
  protocol,
  onClose,
}: PartOfParticipant & { readonly onClose: () => void }) {
  const { say, language } = useSpeech();
  const { trialId, may } = useTrial();
  const { participant_id: participantId } = participant;
  const exclude = useCommand(trialId, 'excludeFromAnalysisSet');
  const milestones = useView(trialId, 'participantMilestones', { participantId }, { enabled: may('participants') });
  const [set, setSet] = useState('');
  const [criterion, setCriterion] = useState('');
  const [reason, setReason] = useState('');
  const known = new Set(
    milestones.data?.flatMap(({ milestone, detail }) => (milestone === 'excluded' && detail !== null ? [detail] : [])),
  );
  return (
    <CommandDialog
      title={say('exclude.open')}
      help={say('exclude.help')}
      submit={say('exclude.do')}
      isReady={set !== '' && criterion.trim().length >= 3 && reason.trim().length >= 3}
      onClose={onClose}
      onSubmit={() =>
        exclude.mutateAsync({
          body: { participantId: asId(participantId), set, criterion: criterion.trim(), reason: reason.trim() },
        })
      }
    >
      <NativeSelect
        label={say('exclude.set')}
        required
        data-autofocus
        value={set}
        onChange={(event) => setSet(event.currentTarget.value)}
        data={[
          { value: '', label: say('form.choose') },
          ...protocol.analysisSets.map(({ id, name }) => ({
            value: id,
            label: known.has(id) ? say('exclude.already', { set: label(name, language) }) : label(name, language),
            disabled: known.has(id),
          })),
        ]}
      />
      <TextInput
        label={say('exclude.criterion')}
        description={say('exclude.criterionHelp')}
        required
        maxLength={500}
        autoComplete="off"
        value={criterion}
        onChange={(event) => setCriterion(event.currentTarget.value)}
      />
      <ReasonField value={reason} onChange={setReason} />
    </CommandDialog>
  );
}
