// The list of allocations: opened by two persons, shown to both for some hours; to all who may once the trial is unblinded.
import { Alert, Button, Group, Stack, Table, Text, Textarea, TextInput, Title } from '@mantine/core';
import { IconLock, IconLockOpen } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useProtocol, useText } from '../../api/protocol.js';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { Mark, type Tone } from '../../part/mark.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { useNow } from '../../part/use-now.js';
import { useActorNames } from '../participant/actor-names.js';
import { useConfirmedCommand } from '../trial/use-confirmed-command.js';
import { type ListOpening, listOpenings, openingState, openTo, stratumParts } from './list-opening.js';

type Row = RowOf<'allocations'>;
const word = 'OPEN THE LIST';
const tones = { waiting: 'warning', shown: 'bad', expired: 'plain', over: 'plain' } as const satisfies Record<
  string,
  Tone
>;

export function Page() {
  const say = useSay();
  const { trialId, trial, me, may } = useTrial();
  const now = useNow(10_000);
  const log = useView(trialId, 'openings', {}, { enabled: may('openings') });
  const openings = useMemo(() => listOpenings(log.data ?? []), [log.data]);
  const [asked, setAsked] = useState<'request' | ListOpening>();
  const isUnblinded = trial.status === 'unblinded';
  const open = openTo(openings, me.actorId, now);
  return (
    <>
      <PageHeader
        title={say('listOpening.title')}
        help={say('listOpening.help')}
        actions={
          may('requestListOpening') &&
          !isUnblinded && (
            <Button leftSection={<IconLock size={16} />} variant="default" onClick={() => setAsked('request')}>
              {say('listOpening.request')}
            </Button>
          )
        }
      />
      <Stack gap="lg">
        {isUnblinded || open !== undefined ? <OpenedList until={open?.until} /> : <ClosedNote />}
        {may('openings') && (
          <section aria-labelledby="openings">
            <Title order={2} mb="xs" id="openings">
              {say('listOpening.openings')}
            </Title>
            <QueryState query={log} lines={3}>
              {() => <Openings openings={openings} now={now} onApprove={setAsked} />}
            </QueryState>
          </section>
        )}
      </Stack>
      {asked === 'request' && <RequestDialog onClose={() => setAsked(undefined)} />}
      {asked !== undefined && asked !== 'request' && (
        <ApproveDialog opening={asked} onClose={() => setAsked(undefined)} />
      )}
    </>
  );
}

function ClosedNote() {
  const say = useSay();
  return (
    <Alert color="gray" variant="light" icon={<IconLock size={18} />}>
      <Text size="sm">{say('listOpening.closed')}</Text>
    </Alert>
  );
}

function Openings({
  openings,
  now,
  onApprove,
}: {
  readonly openings: readonly ListOpening[];
  readonly now: number;
  readonly onApprove: (opening: ListOpening) => void;
}) {
  const say = useSay();
  const { instant } = useFormats();
  const { me, may } = useTrial();
  const nameOf = useActorNames(
    openings.flatMap(({ requestedBy, approvedBy }) => [requestedBy, ...(approvedBy === undefined ? [] : [approvedBy])]),
  );
  if (openings.length === 0) return <Text c="dimmed">{say('listOpening.none')}</Text>;
  return (
    <Table.ScrollContainer minWidth={760} type="native">
      <Table aria-labelledby="openings" verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{say('listOpening.requested')}</Table.Th>
            <Table.Th>{say('shell.reason')}</Table.Th>
            <Table.Th>{say('listOpening.approvedBy')}</Table.Th>
            <Table.Th>{say('listOpening.state')}</Table.Th>
            <Table.Th aria-label={say('shell.actions')} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {openings.map((one) => {
            const state = openingState(one, now);
            const isOwn = one.requestedBy === me.actorId;
            return (
              <Table.Tr key={one.openingId}>
                <Table.Td>
                  <Text size="sm">{nameOf(one.requestedBy)}</Text>
                  <Text size="xs" c="dimmed">
                    {instant(one.requestedAt)}
                  </Text>
                </Table.Td>
                <Table.Td maw={320}>{one.reason}</Table.Td>
                <Table.Td>{one.approvedBy === undefined ? '' : nameOf(one.approvedBy)}</Table.Td>
                <Table.Td>
                  <Mark tone={tones[state]}>{say(`listOpening.is.${state}`)}</Mark>
                  <Text size="xs" c="dimmed">
                    {say('listOpening.until', { at: instant(one.until) })}
                  </Text>
                </Table.Td>
                <Table.Td ta="right">
                  {state === 'waiting' && may('confirmListOpening') && !isOwn && (
                    <Button size="compact-sm" onClick={() => onApprove(one)}>
                      {say('listOpening.approve')}
                    </Button>
                  )}
                  {state === 'waiting' && isOwn && (
                    <Text size="xs" c="dimmed">
                      {say('listOpening.another')}
                    </Text>
                  )}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function OpenedList({ until }: { readonly until: string | undefined }) {
  const say = useSay();
  const text = useText();
  const { instant } = useFormats();
  const { trialId } = useTrial();
  const protocol = useProtocol(trialId).data?.protocol;
  const list = useView(trialId, 'allocations', {});
  const columns = useMemo<readonly Column<Row>[]>(() => {
    const nameIn = (
      all: readonly { readonly id: string; readonly name: Parameters<typeof text>[0] }[] = [],
      id = '',
    ) => {
      const found = all.find((one) => one.id === id);
      return found === undefined ? id : text(found.name);
    };
    return [
      {
        id: 'stratum',
        header: say('listOpening.stratum'),
        accessorFn: (row) =>
          stratumParts(row.stratum)
            .map(({ factor, value }) => (factor === 'site' ? nameIn(protocol?.sites, value) : `${factor}: ${value}`))
            .join(' · '),
      },
      { id: 'entry', header: say('listOpening.entry'), accessorFn: (row) => row.entry + 1, meta: { isNumber: true } },
      {
        id: 'sequence',
        header: say('listOpening.sequence'),
        accessorFn: (row) => nameIn(protocol?.sequences, row.sequence),
      },
      {
        id: 'number',
        header: say('listOpening.number'),
        accessorFn: (row) => row.randomisation_number ?? say('listOpening.free'),
      },
      { id: 'site', header: say('listOpening.site'), accessorFn: (row) => nameIn(protocol?.sites, row.site_id ?? '') },
    ];
  }, [say, text, protocol]);
  return (
    <section aria-labelledby="list">
      <Group gap="sm" mb="xs" align="center">
        <IconLockOpen size={20} color="var(--eq-bad-text)" aria-hidden />
        <Title order={2} id="list">
          {until === undefined ? say('listOpening.unblinded') : say('listOpening.open', { at: instant(until) })}
        </Title>
      </Group>
      <QueryState query={list} empty={say('listOpening.empty')}>
        {(rows) => (
          <DataTable
            label={say('listOpening.title')}
            rows={rows}
            columns={columns}
            idOf={(row) => `${row.stratum}|${row.entry}|${row.participant_id ?? ''}`}
            height="calc(100dvh - 380px)"
          />
        )}
      </QueryState>
    </section>
  );
}

function RequestDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const { trialId } = useTrial();
  const request = useConfirmedCommand(trialId, 'requestListOpening');
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const send = async () => {
    const body = { openingId: crypto.randomUUID(), reason: reason.trim(), typedConfirmation: word } as const;
    return (await request.submit(body as never, say('listOpening.requestConfirm'))) !== undefined;
  };
  return (
    <CommandDialog
      title={say('listOpening.request')}
      help={say('listOpening.requestHelp')}
      submit={say('listOpening.request')}
      isDangerous
      isReady={typed === word && reason.trim().length >= 3}
      onClose={onClose}
      onSubmit={send}
    >
      <Textarea
        label={say('shell.reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        required
        minLength={3}
        autosize
        minRows={2}
        data-autofocus
      />
      <TypedWord value={typed} onChange={setTyped} />
    </CommandDialog>
  );
}

function ApproveDialog({ opening, onClose }: { readonly opening: ListOpening; readonly onClose: () => void }) {
  const say = useSay();
  const { trialId } = useTrial();
  const { instant } = useFormats();
  const nameOf = useActorNames([opening.requestedBy]);
  const approve = useConfirmedCommand(trialId, 'confirmListOpening');
  const [typed, setTyped] = useState('');
  const send = async () => {
    const body = { openingId: opening.openingId, typedConfirmation: word } as const;
    return (await approve.submit(body as never, say('listOpening.approveConfirm'))) !== undefined;
  };
  return (
    <CommandDialog
      title={say('listOpening.approve')}
      help={say('listOpening.approveHelp')}
      submit={say('listOpening.approve')}
      isDangerous
      isReady={typed === word}
      onClose={onClose}
      onSubmit={send}
    >
      <Alert color="orange" variant="light">
        <Text size="sm" fw={600}>
          {`${nameOf(opening.requestedBy)}, ${instant(opening.requestedAt)}`}
        </Text>
        <Text size="sm">{opening.reason}</Text>
      </Alert>
      <TypedWord value={typed} onChange={setTyped} />
    </CommandDialog>
  );
}

function TypedWord({ value, onChange }: { readonly value: string; readonly onChange: (typed: string) => void }) {
  const say = useSay();
  return (
    <TextInput
      label={say('analysis.typeWord', { word })}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      autoComplete="off"
      required
    />
  );
}
