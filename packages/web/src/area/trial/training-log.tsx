// Who was trained in what, where and when.
import { Button, Group, Select, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { useNames } from '../../api/names.js';
import { useProtocol, useText } from '../../api/protocol.js';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { DayPicker } from '../../part/day-picker.js';
import { todayHere } from '../../part/moment.js';
import { QueryState } from '../../part/query-state.js';

type Training = RowOf<'trainings'>;

export function TrainingLog() {
  const say = useSay();
  const text = useText();
  const { day } = useFormats();
  const { trialId, may } = useTrial();
  const [isAdding, setAdding] = useState(false);
  const trainings = useView(trialId, 'trainings', {});
  const protocol = useProtocol(trialId).data?.protocol;
  const kinds = protocol?.delegation?.trainings ?? [];
  const nameOf = useNames(
    trialId,
    (trainings.data ?? []).map(({ actor_id }) => actor_id),
  );
  const columns: readonly Column<Training>[] = [
    { id: 'person', header: say('people.person'), accessorFn: ({ actor_id }) => nameOf(actor_id) },
    {
      id: 'training',
      header: say('people.trainedIn'),
      accessorFn: ({ training }) => text(kinds.find(({ id }) => id === training)?.name ?? training),
    },
    {
      id: 'site',
      header: say('shell.site'),
      accessorFn: ({ site_id }) => text(protocol?.sites.find(({ id }) => id === site_id)?.name ?? site_id ?? ''),
    },
    { id: 'on', header: say('shell.date'), accessorKey: 'trained_on', cell: ({ getValue }) => day(String(getValue())) },
    {
      id: 'until',
      header: say('people.until'),
      accessorFn: ({ valid_until }) => valid_until ?? '',
      cell: ({ getValue }) => (getValue() === '' ? say('people.noEnd') : day(String(getValue()))),
    },
  ];
  return (
    <>
      {may('recordTraining') && (
        <Group justify="flex-end" mb="xs">
          <Button variant="light" leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
            {say('people.recordTraining')}
          </Button>
        </Group>
      )}
      <QueryState query={trainings} empty={say('people.noTraining')}>
        {(rows) => (
          <DataTable
            label={say('people.training')}
            rows={rows}
            columns={columns}
            idOf={({ training_id }) => training_id}
            height="calc(100dvh - 310px)"
          />
        )}
      </QueryState>
      {isAdding && (
        <TrainingDialog
          kinds={kinds.map(({ id, name }) => ({ value: id, label: text(name) }))}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  );
}

function TrainingDialog({
  kinds,
  onClose,
}: {
  readonly kinds: readonly { readonly value: string; readonly label: string }[];
  readonly onClose: () => void;
}) {
  const say = useSay();
  const text = useText();
  const { trialId, sites } = useTrial();
  const protocol = useProtocol(trialId).data?.protocol;
  const people = useView(trialId, 'people', {});
  const ids = [...new Set((people.data ?? []).map(({ actor_id }) => actor_id))];
  const nameOf = useNames(trialId, ids);
  const record = useCommand(trialId, 'recordTraining');
  const [trainingId] = useState(() => crypto.randomUUID());
  const [actorId, setActorId] = useState<string | null>(null);
  const [training, setTraining] = useState<string | null>(kinds[0]?.value ?? null);
  const [siteId, setSiteId] = useState<string | null>(null);
  const [trainedOn, setTrainedOn] = useState(todayHere());
  const isAnyKind = kinds.length === 0;
  return (
    <CommandDialog
      title={say('people.recordTraining')}
      submit={say('people.recordTraining')}
      isReady={actorId !== null && training !== null && training !== ''}
      onClose={onClose}
      onSubmit={() =>
        record.mutateAsync({
          body: { trainingId, actorId, training, trainedOn, ...(siteId === null ? {} : { siteId }) } as never,
        })
      }
    >
      <Select
        label={say('people.person')}
        required
        searchable
        value={actorId}
        onChange={setActorId}
        data={ids.map((id) => ({ value: id, label: nameOf(id) }))}
      />
      {isAnyKind ? (
        <TextInput
          label={say('people.trainedIn')}
          description={say('people.trainingHint')}
          required
          value={training ?? ''}
          onChange={(event) => setTraining(event.currentTarget.value)}
        />
      ) : (
        <Select label={say('people.trainedIn')} required value={training} onChange={setTraining} data={[...kinds]} />
      )}
      <Select
        label={say('shell.site')}
        clearable={sites === 'all'}
        value={siteId}
        onChange={setSiteId}
        data={
          protocol?.sites
            .filter(({ id }) => sites === 'all' || sites.includes(id))
            .map(({ id, name }) => ({ value: id, label: text(name) })) ?? []
        }
      />
      <DayPicker label={say('shell.date')} required value={trainedOn} max={todayHere()} onChange={setTrainedOn} />
    </CommandDialog>
  );
}
