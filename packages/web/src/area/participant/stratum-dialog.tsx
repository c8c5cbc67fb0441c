// Correcting the stratum after its values were corrected: both are kept, and the allocation stays what it was.
import { Alert, Table, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useTrial } from '../../app/trial-context.js';
import { useSpeech } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { ReasonField } from '../../part/reason-field.js';
import { useRecorded } from './eligibility-tab.js';
import type { PartOfParticipant } from './participant-page.js';
import { valueFactors } from './stratum-factor.js';
import { decidingValues, factorName, levelName, levelsOf } from './stratum-words.js';

export function StratumDialog({
  participant,
  protocol,
  onClose,
}: PartOfParticipant & { readonly onClose: () => void }) {
  const { say, language } = useSpeech();
  const { trialId } = useTrial();
  const correct = useCommand(trialId, 'correctStratum');
  const { recorded } = useRecorded(participant.participant_id);
  const [reason, setReason] = useState('');
  const words = { language, yes: say('shell.yes'), no: say('shell.no') };
  const randomised = levelsOf(participant.stratum);
  const corrected = participant.corrected_stratum === null ? undefined : levelsOf(participant.corrected_stratum);
  const values = recorded && decidingValues(protocol, recorded, participant.randomised_on);
  const factors = valueFactors(protocol).map(({ id, from: { item } }) => ({
    ...{ id, item, randomised: randomised[id], corrected: corrected?.[id] },
    now: values?.[item] === undefined ? undefined : String(values[item]),
  }));
  // Levels of minimisation are in no key: whether they changed the server knows alone.
  const isSame =
    values !== undefined &&
    factors.every(({ now, corrected: last, randomised: first }) => now !== undefined && now === (last ?? first));
  const name = (item: string, level: string | undefined) => levelName(protocol, item, level, words) || '–';
  return (
    <CommandDialog
      title={say('stratum.open')}
      help={say('stratum.help')}
      submit={say('stratum.open')}
      isReady={reason.trim().length >= 3}
      isTold
      size="lg"
      onClose={onClose}
      onSubmit={async () => {
        await correct.mutateAsync({
          body: { participantId: asId(participant.participant_id), reason: reason.trim() },
        });
        notifications.show({ message: say('stratum.done'), color: 'green' });
      }}
    >
      <Table aria-label={say('stratum.open')} horizontalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{say('stratum.factor')}</Table.Th>
            <Table.Th>{say('stratum.randomised')}</Table.Th>
            {corrected !== undefined && <Table.Th>{say('stratum.corrected')}</Table.Th>}
            <Table.Th>{say('stratum.now')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {factors.map((factor) => (
            <Table.Tr key={factor.id}>
              <Table.Th scope="row">{factorName(protocol, factor.item, language)}</Table.Th>
              <Table.Td>{name(factor.item, factor.randomised)}</Table.Td>
              {corrected !== undefined && <Table.Td>{name(factor.item, factor.corrected)}</Table.Td>}
              <Table.Td>
                <Text span size="sm" fw={factor.now === (factor.corrected ?? factor.randomised) ? undefined : 700}>
                  {name(factor.item, factor.now)}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {isSame && (
        <Alert color="orange" variant="light" py="xs">
          {say('stratum.same')}
        </Alert>
      )}
      <ReasonField value={reason} onChange={setReason} />
    </CommandDialog>
  );
}
