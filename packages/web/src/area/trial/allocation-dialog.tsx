// Commits the allocation: the server draws a secret and keeps its seal, or takes a list that somebody made.

import type { Protocol } from '@equipoise/trial';
import { Alert, Button, Group, List, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { parseList, rehearsalList } from './allocation-list.js';

export function AllocationDialog({ protocol, onClose }: { readonly protocol: Protocol; readonly onClose: () => void }) {
  const say = useSay();
  const { trialId, trial } = useTrial();
  const commit = useCommand(trialId, 'commitAllocation');
  const [text, setText] = useState('');
  const isList = protocol.randomisation.method === 'uploadedList';
  const sequences = protocol.sequences.map(({ id }) => id);
  const list = parseList(text, sequences, protocol.randomisation.strata.length > 0);
  const isReady = !isList || (list.entries.length > 0 && list.problems.length === 0);
  return (
    <CommandDialog
      title={say('setUp.commitAllocation')}
      size="lg"
      help={say(isList ? 'setUp.listText' : 'setUp.seedText')}
      submit={say('setUp.commitAllocation')}
      isReady={isReady}
      onClose={onClose}
      onSubmit={() => commit.mutateAsync({ body: isList ? { list: [...list.entries] } : {} })}
    >
      {isList && (
        <>
          <Textarea
            label={say('setUp.list')}
            description={say('setUp.listHint', { sequences: sequences.join(', ') })}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            rows={10}
            ff="monospace"
          />
          <Group justify="space-between">
            <Text size="sm" c="dimmed" role="status">
              {say('setUp.entries', { count: list.entries.length })}
            </Text>
            {trial.mode === 'rehearsal' && (
              <Button
                variant="light"
                size="xs"
                onClick={() => setText(rehearsalList(sequences, protocol.plannedParticipants ?? 20))}
              >
                {say('setUp.madeList')}
              </Button>
            )}
          </Group>
          {list.problems.length > 0 && (
            <Alert color="red" variant="light" role="alert">
              <List size="sm">
                {list.problems.slice(0, 8).map(({ line, code, text: found }) => (
                  <List.Item key={line}>{say(`setUp.${code}`, { line, text: found })}</List.Item>
                ))}
              </List>
            </Alert>
          )}
        </>
      )}
      <Alert variant="light" color="orange">
        {say('setUp.once')}
      </Alert>
    </CommandDialog>
  );
}
