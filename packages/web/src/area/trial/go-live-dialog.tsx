// Takes the trial live, after what follows from it was read.
import { Alert, Button, Group, List, Modal, Stack } from '@mantine/core';
import { useCommand } from '../../api/command.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';

export function GoLiveDialog({ activeSites, onClose }: { readonly activeSites: number; readonly onClose: () => void }) {
  const say = useSay();
  const { trialId, trial } = useTrial();
  const live = useCommand(trialId, 'goLive');
  return (
    <Modal
      opened
      onClose={onClose}
      title={say('setUp.goLiveOf', { acronym: trial.acronym })}
      closeButtonProps={{ 'aria-label': say('shell.close') }}
    >
      <Stack gap="sm">
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
        {live.isError && <ErrorNote error={live.error} title={say('shell.refused')} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {say('shell.cancel')}
          </Button>
          <Button loading={live.isPending} onClick={() => live.mutate({ body: {} }, { onSuccess: onClose })}>
            {say('setUp.goLive')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
