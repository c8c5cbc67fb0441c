// The end of the trial, or a halt of it: what happened when, and who was told of it in time.
import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconFlag, IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { useNames } from '../../api/names.js';
import { useProtocol, useText } from '../../api/protocol.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { Mark, type Tone } from '../../part/mark.js';
import { todayHere } from '../../part/moment.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { EndDialog, ToldDialog } from './end-dialogs.js';
import { type Ending, endingsOf } from './ending.js';

const tones: Readonly<Record<Ending['state'], Tone>> = { none: 'plain', told: 'good', open: 'warning', overdue: 'bad' };

export function Page() {
  const say = useSay();
  const text = useText();
  const { day } = useFormats();
  const { trialId, may } = useTrial();
  const rows = useView(trialId, 'trialEnd', {}, { enabled: may('audit') });
  const { data } = useProtocol(trialId);
  const nameOf = useNames(trialId, rows.data?.map(({ actor_id }) => actor_id) ?? []);
  const [opened, setOpened] = useState<'end' | 'told'>();
  const endings = rows.data && endingsOf(rows.data, todayHere());
  const nationalTrials = (data?.protocol.nationalTrials ?? []).map(({ id, name }) => ({
    value: id,
    label: text(name),
  }));
  const placeOf = (id: string | null) =>
    id === null ? say('ending.whole') : (nationalTrials.find(({ value }) => value === id)?.label ?? id);
  return (
    <>
      <PageHeader
        title={say('ending.title')}
        help={say('ending.help')}
        actions={
          <>
            {may('recordEndNotification') && (
              <Button variant="default" leftSection={<IconSend size={16} />} onClick={() => setOpened('told')}>
                {say('ending.tell')}
              </Button>
            )}
            {may('recordTrialEnd') && (
              <Button leftSection={<IconFlag size={16} />} onClick={() => setOpened('end')}>
                {say('ending.record')}
              </Button>
            )}
          </>
        }
      />
      <QueryState query={{ ...rows, data: endings } as never} empty={say('ending.none')}>
        {(all: readonly Ending[]) => (
          <Table.ScrollContainer minWidth={720}>
            <Table aria-label={say('ending.title')} verticalSpacing="sm">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{say('ending.what')}</Table.Th>
                  <Table.Th>{say('ending.where')}</Table.Th>
                  <Table.Th>{say('ending.day')}</Table.Th>
                  <Table.Th>{say('ending.due')}</Table.Th>
                  <Table.Th>{say('ending.told')}</Table.Th>
                  <Table.Th>{say('ending.by')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {all.map(({ id, milestone, nationalTrial, happened, told, state }) => (
                  <Table.Tr key={id}>
                    <Table.Td>
                      <Text size="sm" fw={600}>
                        {say(`ending.milestone.${milestone}`)}
                      </Text>
                      {happened?.premature_why && (
                        <Text size="xs" c="dimmed">
                          {say('ending.earlyWhy', { why: happened.premature_why })}
                        </Text>
                      )}
                      {happened?.reason && (
                        <Text size="xs" c="dimmed">
                          {say('ending.againWhy', { why: happened.reason })}
                        </Text>
                      )}
                    </Table.Td>
                    <Table.Td>{placeOf(nationalTrial)}</Table.Td>
                    <Table.Td className="eq-nowrap">{day(happened?.happened_on) || '–'}</Table.Td>
                    <Table.Td>
                      {state === 'none' ? (
                        '–'
                      ) : (
                        <Group gap={8} className="eq-nowrap">
                          {day(happened?.due_on)} <Mark tone={tones[state]}>{say(`ending.state.${state}`)}</Mark>
                        </Group>
                      )}
                    </Table.Td>
                    <Table.Td>
                      <Stack gap={2}>
                        {told.map((note) => (
                          <Text key={note.version} size="sm">
                            {say(`ending.to.${note.told_to as 'authority'}`)}, {day(note.happened_on)}
                            {note.reference === null ? '' : ` (${note.reference})`}
                          </Text>
                        ))}
                      </Stack>
                    </Table.Td>
                    <Table.Td>{nameOf((happened ?? told[0])?.actor_id ?? '')}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </QueryState>
      {opened === 'end' && (
        <EndDialog nationalTrials={nationalTrials} known={endings ?? []} onClose={() => setOpened(undefined)} />
      )}
      {opened === 'told' && <ToldDialog nationalTrials={nationalTrials} onClose={() => setOpened(undefined)} />}
    </>
  );
}
