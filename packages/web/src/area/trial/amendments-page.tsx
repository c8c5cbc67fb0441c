// Amendments: from the draft of a changed protocol to the sites that work by it, and who is due for consent again.
import { Badge, Button, Card, Group, Stack, Tabs, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useNames } from '../../api/names.js';
import { useProtocol, useText } from '../../api/protocol.js';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { ErrorNote } from '../../part/error-note.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { ActivateDialog } from './activate-dialog.js';
import { DraftDialog } from './draft-dialog.js';
import { ImpactDialog } from './impact-dialog.js';
import { useConfirmedCommand } from './use-confirmed-command.js';

export type Amendment = RowOf<'amendments'>;

export function Page() {
  const say = useSay();
  const { trialId, may } = useTrial();
  const amendments = useView(trialId, 'amendments', {});
  const [dialog, setDialog] = useState<{ readonly kind: 'draft' | 'impact' | 'activate'; readonly of?: Amendment }>();
  const nameOf = useNames(
    trialId,
    (amendments.data ?? []).flatMap(({ drafted_by, approved_by }) => [drafted_by, approved_by ?? drafted_by]),
  );
  const close = () => setDialog(undefined);
  return (
    <>
      <PageHeader
        title={say('amendment.title')}
        help={say('amendment.help')}
        actions={
          may('draftAmendment') && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => setDialog({ kind: 'draft' })}>
              {say('amendment.draft')}
            </Button>
          )
        }
      />
      <Tabs defaultValue="amendments" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="amendments">{say('amendment.title')}</Tabs.Tab>
          {may('reconsentDue') && <Tabs.Tab value="reconsent">{say('amendment.reconsent')}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="amendments">
          <QueryState query={amendments} empty={say('amendment.none')}>
            {(rows) => (
              <Stack gap="sm">
                {rows.map((row) => (
                  <AmendmentCard
                    key={row.amendment_id}
                    amendment={row}
                    nameOf={nameOf}
                    onImpact={() => setDialog({ kind: 'impact', of: row })}
                    onActivate={() => setDialog({ kind: 'activate', of: row })}
                  />
                ))}
              </Stack>
            )}
          </QueryState>
        </Tabs.Panel>
        <Tabs.Panel value="reconsent">
          <Reconsent />
        </Tabs.Panel>
      </Tabs>
      {dialog?.kind === 'draft' && <DraftDialog onClose={close} />}
      {dialog?.kind === 'impact' && dialog.of && <ImpactDialog amendment={dialog.of} onClose={close} />}
      {dialog?.kind === 'activate' && dialog.of && <ActivateDialog amendment={dialog.of} onClose={close} />}
    </>
  );
}

function AmendmentCard({
  amendment,
  nameOf,
  onImpact,
  onActivate,
}: {
  readonly amendment: Amendment;
  readonly nameOf: (actorId: string) => string;
  readonly onImpact: () => void;
  readonly onActivate: () => void;
}) {
  const say = useSay();
  const { instant } = useFormats();
  const { trialId, may, me } = useTrial();
  const approve = useConfirmedCommand(trialId, 'approveAmendment');
  const withdraw = useConfirmedCommand(trialId, 'withdrawDraft');
  const { status, amendment_id: amendmentId, protocol_version: version } = amendment;
  const isOwn = amendment.drafted_by === me.actorId;
  const inForce = amendment.sites.filter(({ isInForce }) => isInForce).length;
  return (
    <Card withBorder component="article" aria-label={say('amendment.version', { version })}>
      <Group justify="space-between" align="flex-start">
        <div>
          <Group gap="xs">
            <Title order={2}>{say('amendment.version', { version })}</Title>
            <Badge variant="light" tt="none">
              {say(status === 'draft' ? 'amendment.isDraft' : `amendment.${status}`)}
            </Badge>
            <Badge variant="default" tt="none">
              {say(`amendment.${amendment.kind}`)}
            </Badge>
          </Group>
          {amendment.reason !== null && <Text size="sm">{amendment.reason}</Text>}
          <Text size="sm" c="dimmed">
            {say('amendment.draftedBy', { name: nameOf(amendment.drafted_by), at: instant(amendment.drafted_at) })}
            {amendment.approved_by !== null &&
              ` ${say('amendment.approvedBy', { name: nameOf(amendment.approved_by), at: instant(amendment.approved_at) })}`}
            {status === 'approved' && ` ${say('amendment.inForce', { count: inForce })}`}
          </Text>
        </div>
        <Group gap="xs">
          {may('amendmentImpact') && (
            <Button variant="default" size="xs" onClick={onImpact}>
              {say('amendment.impact')}
            </Button>
          )}
          {may('approveAmendment') && status === 'draft' && !isOwn && (
            <Button
              size="xs"
              loading={approve.isBusy}
              onClick={() => void approve.send({ amendmentId }, say('amendment.approveText', { version }))}
            >
              {say('amendment.approve')}
            </Button>
          )}
          {may('activateAmendment') && status === 'approved' && (
            <Button size="xs" onClick={onActivate}>
              {say('amendment.activate')}
            </Button>
          )}
          {may('withdrawDraft') && status === 'draft' && (
            <Button
              variant="subtle"
              size="xs"
              loading={withdraw.isBusy}
              onClick={() => void withdraw.send({ amendmentId, reason: say('amendment.withdrawnReason') }, '')}
            >
              {say('amendment.withdraw')}
            </Button>
          )}
        </Group>
      </Group>
      {isOwn && status === 'draft' && may('approveAmendment') && (
        <Text size="sm" c="dimmed" mt="xs">
          {say('amendment.ownNot')}
        </Text>
      )}
      {(approve.error ?? withdraw.error) !== undefined && (
        <ErrorNote error={approve.error ?? withdraw.error} title={say('shell.refused')} />
      )}
    </Card>
  );
}

function Reconsent() {
  const say = useSay();
  const text = useText();
  const { day } = useFormats();
  const { trialId } = useTrial();
  const due = useView(trialId, 'reconsentDue', {});
  const protocol = useProtocol(trialId).data?.protocol;
  type Due = RowOf<'reconsentDue'>;
  const columns: readonly Column<Due>[] = [
    { accessorKey: 'screening_number', header: say('shell.participant') },
    {
      id: 'site',
      header: say('shell.site'),
      accessorFn: ({ site_id }) => text(protocol?.sites.find(({ id }) => id === site_id)?.name ?? site_id),
    },
    {
      id: 'consent',
      header: say('amendment.consent'),
      accessorFn: ({ consent }) => text(protocol?.consents.find(({ id }) => id === consent)?.name ?? consent),
    },
    { id: 'given', header: say('amendment.given'), accessorFn: ({ given_version }) => given_version ?? '' },
    {
      id: 'on',
      header: say('amendment.givenOn'),
      accessorFn: ({ given_on }) => given_on ?? '',
      cell: ({ getValue }) => day(String(getValue())),
    },
    { accessorKey: 'due_version', header: say('amendment.due') },
  ];
  return (
    <QueryState query={due} empty={say('amendment.nobodyDue')}>
      {(rows) => (
        <DataTable
          label={say('amendment.reconsent')}
          rows={rows}
          columns={columns}
          idOf={({ participant_id, consent }) => `${participant_id} ${consent}`}
          height="calc(100dvh - 310px)"
        />
      )}
    </QueryState>
  );
}
