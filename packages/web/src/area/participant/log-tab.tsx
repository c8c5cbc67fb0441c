// Logs of a participant (medication, illnesses): what started, what ended, what goes on.
import { type Form, type ItemValue, isMissing, label } from '@equipoise/trial';
import { Anchor, Badge, Button, Group, Stack, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { wordValue } from '../form/words.js';
import type { PartOfParticipant } from './participant-page.js';

type Row = RowOf<'logEntries'>;
/** As many items stand in a row; the rest is one click away. */
const mostItems = 5;

export function LogTab({ participant, protocol }: PartOfParticipant) {
  const { trialId } = useTrial();
  const entries = useView(trialId, 'logEntries', { participantId: participant.participant_id });
  return (
    <Stack gap="lg">
      {protocol.forms
        .filter(({ log }) => log !== undefined)
        .map((form) => (
          <LogTable
            key={form.id}
            form={form}
            participantId={participant.participant_id}
            rows={(entries.data ?? []).filter((row) => row.form === form.id)}
          />
        ))}
    </Stack>
  );
}

interface LogTableProps {
  readonly form: Form;
  readonly participantId: string;
  readonly rows: readonly Row[];
}

function LogTable({ form, participantId, rows }: LogTableProps) {
  const { say, language } = useSpeech();
  const formats = useFormats();
  const { trialId, may } = useTrial();
  const base = `/trials/${trialId}/participants/${participantId}/forms/log/${form.id}`;
  const columns = useMemo<readonly Column<Row>[]>(() => {
    const words = { say, language, formats };
    const shown = form.items.filter(({ id }) => id !== form.log?.ongoingItem).slice(0, mostItems);
    const last = form.items.find(({ id }) => id === form.log?.endItem);
    const items = last === undefined || shown.includes(last) ? shown : [...shown, last];
    return [
      ...items.map(
        (item, index): Column<Row> => ({
          id: item.id,
          header: label(item.name, language),
          accessorFn: (row) => wordValue(item, row.items[item.id] as ItemValue | undefined, words),
          ...(index === 0
            ? {
                cell: ({ row: { original }, getValue }) => (
                  <Anchor component={Link} to={`${base}/${original.occurrence}` as never} fw={600}>
                    {String(getValue()) || say('form.noValue')}
                  </Anchor>
                ),
              }
            : {}),
        }),
      ),
      {
        id: 'open',
        header: say('log.goesOn'),
        accessorFn: (row) => (goesOn(form, row) ? 1 : 0),
        cell: ({ row: { original } }) =>
          goesOn(form, original) ? (
            <Badge variant="light" tt="none">
              {say('log.ongoing')}
            </Badge>
          ) : (
            ''
          ),
      },
    ];
  }, [form, say, language, formats, base]);
  return (
    <section>
      <Group justify="space-between" mb="xs">
        <Title order={2}>{label(form.name, language)}</Title>
        {may('recordForm') && (
          <Button component={Link} to={`${base}/next` as never} variant="light" leftSection={<IconPlus size={16} />}>
            {say('log.add')}
          </Button>
        )}
      </Group>
      <DataTable
        label={label(form.name, language)}
        rows={rows}
        columns={columns}
        idOf={(row) => String(row.occurrence)}
        isFilterable={rows.length > 10}
      />
    </section>
  );
}

function goesOn(form: Form, row: Row): boolean {
  const said = form.log?.ongoingItem === undefined ? undefined : row.items[form.log.ongoingItem];
  if (said !== undefined && !isMissing(said)) return said === true;
  return row.is_open;
}
