// Takes the trial live, after what follows from it was read.
import { Alert, List } from '@mantine/core';
import { useCommand } from '../../api/command.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';

export function GoLiveDialog({ activeSites, onClose }: { readonly activeSites: number; readonly onClose: () => void }) {
  const say = useSay();
  const { trialId, trial } = useTrial();
  const live = useCommand(trialId, 'goLive');
  return (
    <CommandDialog
      title={say('setUp.goLiveOf', { acronym: trial.acronym })}
      submit={say('setUp.goLive')}
      onClose={onClose}
      onSubmit={() => live.mutateAsync({ body: {} })}
    >
      <List size="sm" spacing={4}>
        <List.Item>{say('setUp.liveProtocol')}</List.Item>
        <List.Item>{say('setUp.liveParticipants')}</List.Item>
        {trial.mode === 'rehearsal' && <List.Item>{say('setUp.liveRehearsal')}</List.Item>}
      </List>
      {activeSites === 0 && (
        <Alert variant="light" color="orange">
          {say('setUp.noSiteActive')}
        </Alert>
      )}
    </CommandDialog>
  );
}
