// Deviations of a participant: what the rules found and what people reported, and what is done about each.
import { type DateOrMissing, DeviationFacts } from '@equipoise/trial';
import { Badge, Button, Group, Modal, NativeSelect, Radio, Stack, Text, Textarea } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { ErrorNote } from '../../part/error-note.js';
import { todayHere } from '../../part/moment.js';
import { QueryState } from '../../part/query-state.js';
import { DayInput } from '../form/day-input.js';
import { parseDay } from '../form/form-value.js';
import { wordDay } from './adverse-event-words.js';
import { DeviationDetail } from './deviation-detail.js';
import type { PartOfParticipant } from './participant-page.js';

export type DeviationRow = RowOf<'deviationLog'>;
const categories = DeviationFacts.shape.category.options;

export function DeviationsTab({ participant }: PartOfParticipant) {
  const say = useSay();
  const { day } = useFormats();
  const { trialId, may } = useTrial();
  const { participant_id: participantId } = participant;
  const deviations = useView(trialId, 'deviationLog', { participantId });
  const [opened, setOpened] = useState<DeviationRow | 'new'>();
  const columns = useMemo<readonly Column<DeviationRow>[]>(
    () => [
      {
        id: 'day',
        header: say('shell.date'),
        accessorFn: (row) => String(row.occurred_on),
        meta: { width: 130 },
        cell: ({ row: { original } }) => wordDay(original.occurred_on as DateOrMissing, day, say),
      },
      {
        id: 'what',
        header: say('deviation.description'),
        accessorFn: (row) => row.description,
        cell: ({ row: { original } }) => (
          <Text size="sm" lineClamp={2}>
            {original.description}
          </Text>
        ),
      },
      {
        id: 'category',
        header: say('deviation.category'),
        accessorFn: (row) => say(`deviation.category.${row.category as 'other'}`),
      },
      {
        id: 'importance',
        header: say('deviation.importance'),
        accessorFn: (row) => row.importance,
        cell: ({ row: { original } }) => (
          <Badge variant={original.importance === 'important' ? 'filled' : 'default'} color="orange" tt="none">
            {say(`deviation.importance.${original.importance as 'minor'}`)}
          </Badge>
        ),
      },
      {
        id: 'status',
        header: say('deviation.status'),
        accessorFn: (row) => say(`deviation.status.${row.status === 'closed' ? 'closed' : 'open'}`),
      },
      {
        id: 'open',
        header: '',
        enableSorting: false,
        cell: ({ row: { original } }) => (
          <Button size="compact-sm" variant="subtle" onClick={() => setOpened(original)}>
            {say('deviation.open')}
          </Button>
        ),
      },
    ],
    [say, day],
  );
  return (
    <Stack gap="sm">
      {may('recordDeviation') && (
        <Group justify="flex-end">
          <Button leftSection={<IconPlus size={16} />} onClick={() => setOpened('new')}>
            {say('deviation.record')}
          </Button>
        </Group>
      )}
      <QueryState query={deviations} empty={say('deviation.none')}>
        {(rows) => (
          <DataTable
            label={say('participant.deviations')}
            rows={rows}
            columns={columns}
            idOf={(row) => row.deviation_id}
            isFilterable={rows.length > 10}
          />
        )}
      </QueryState>
      <Modal
        opened={opened !== undefined}
        onClose={() => setOpened(undefined)}
        size="lg"
        title={say(opened === 'new' ? 'deviation.record' : 'deviation.title')}
        closeButtonProps={{ 'aria-label': say('shell.close') }}
      >
        {opened === 'new' && <NewDeviation participantId={participantId} onDone={() => setOpened(undefined)} />}
        {opened !== undefined && opened !== 'new' && (
          <DeviationDetail deviation={opened} onDone={() => setOpened(undefined)} />
        )}
      </Modal>
    </Stack>
  );
}

function NewDeviation({ participantId, onDone }: { readonly participantId: string; readonly onDone: () => void }) {
  const say = useSay();
  const { trialId } = useTrial();
  const record = useCommand(trialId, 'recordDeviation');
  const [deviationId] = useState(() => crypto.randomUUID());
  const [category, setCategory] = useState<(typeof categories)[number]>('visitWindow');
  const [importance, setImportance] = useState<'minor' | 'important'>('minor');
  const [day, setDay] = useState(todayHere());
  const [description, setDescription] = useState('');
  const occurredOn = parseDay(day);
  return (
    <Stack gap="sm">
      <NativeSelect
        label={say('deviation.category')}
        data={categories.map((value) => ({ value, label: say(`deviation.category.${value}`) }))}
        value={category}
        onChange={(event) => setCategory(event.currentTarget.value as typeof category)}
      />
      <Radio.Group
        label={say('deviation.importance')}
        value={importance}
        onChange={(value) => setImportance(value as typeof importance)}
      >
        <Group mt={4}>
          <Radio value="minor" label={say('deviation.importance.minor')} />
          <Radio value="important" label={say('deviation.importance.important')} />
        </Group>
      </Radio.Group>
      <DayInput label={say('deviation.day')} value={day} onChange={setDay} isRequired />
      <Textarea
        label={say('deviation.description')}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
        required
        autosize
        minRows={3}
      />
      {record.isError && <ErrorNote error={record.error} />}
      <Group justify="flex-end">
        <Button
          loading={record.isPending}
          disabled={occurredOn === undefined || description.trim() === ''}
          onClick={() => {
            if (occurredOn === undefined) return;
            record.mutate(
              {
                body: {
                  participantId: asId(participantId),
                  ...{ deviationId, category, importance, occurredOn, description: description.trim() },
                },
              },
              { onSuccess: onDone },
            );
          }}
        >
          {say('shell.save')}
        </Button>
      </Group>
    </Stack>
  );
}
