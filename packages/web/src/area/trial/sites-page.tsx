// The sites: which of them take part, what each still lacks, and the way from the first approval to the close.
import { Badge, Button, Group, Menu, Text } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useCommand } from '../../api/command.js';
import { useText } from '../../api/protocol.js';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { type Column, DataTable } from '../../part/data-table.js';
import { ErrorNote } from '../../part/error-note.js';
import { todayHere } from '../../part/moment.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { ApprovalDialog } from './approval-dialog.js';
import { SiteReasonDialog, type SiteStep } from './site-reason-dialog.js';

export type SiteRow = RowOf<'sites'>;

export function Page() {
  const say = useSay();
  const text = useText();
  const { day } = useFormats();
  const { trialId, may } = useTrial();
  const sites = useView(trialId, 'sites', {});
  const activate = useCommand(trialId, 'activateSite');
  const [approvalOf, setApprovalOf] = useState<SiteRow>();
  const [step, setStep] = useState<{ readonly site: SiteRow; readonly step: SiteStep }>();
  const isReady = (site: SiteRow) => site.status === 'notActive' && site.missing.length === 0;
  const waiting = sites.data?.filter(isReady) ?? [];
  const activateAll = async () => {
    for (const { site_id } of waiting)
      await activate.mutateAsync({ body: { siteId: site_id, approvedOn: todayHere() } });
  };
  const columns: readonly Column<SiteRow>[] = [
    {
      id: 'name',
      header: say('shell.site'),
      accessorFn: ({ name, site_id }) => `${text(name)} ${site_id}`,
      cell: ({ row }) => (
        <>
          {text(row.original.name)}{' '}
          <Text span size="xs" c="dimmed">
            {row.original.site_id}
          </Text>
        </>
      ),
    },
    { id: 'national', header: say('sites.nationalTrial'), accessorFn: ({ national_trial }) => national_trial ?? '' },
    {
      id: 'status',
      header: say('sites.status'),
      accessorFn: ({ status, is_suspended }) => say(is_suspended ? 'sites.suspended' : `sites.${status}`),
      cell: ({ row, getValue }) => (
        <Badge variant={row.original.status === 'active' && !row.original.is_suspended ? 'light' : 'default'} tt="none">
          {String(getValue())}
        </Badge>
      ),
    },
    {
      id: 'missing',
      header: say('sites.approvals'),
      accessorFn: ({ missing }) => missing.length,
      cell: ({ row }) => <Approvals site={row.original} day={day} />,
    },
    {
      id: 'actions',
      header: say('shell.actions'),
      enableSorting: false,
      cell: ({ row }) => {
        const site = row.original;
        return (
          <Group gap="xs" wrap="nowrap" justify="flex-end">
            {may('activateSite') && isReady(site) && (
              <Button
                size="compact-sm"
                variant="light"
                loading={activate.isPending && activate.variables.body.siteId === site.site_id}
                onClick={() => activate.mutate({ body: { siteId: site.site_id, approvedOn: todayHere() } })}
              >
                {say('sites.activate')}
              </Button>
            )}
            <SiteMenu
              site={site}
              onApproval={() => setApprovalOf(site)}
              onStep={(chosen) => setStep({ site, step: chosen })}
            />
          </Group>
        );
      },
    },
  ];
  return (
    <>
      <PageHeader
        title={say('sites.title')}
        help={say('sites.help')}
        actions={
          may('activateSite') &&
          waiting.length > 1 && (
            <Button variant="light" onClick={() => void activateAll()} loading={activate.isPending}>
              {say('sites.activateAll', { count: waiting.length })}
            </Button>
          )
        }
      />
      {activate.isError && <ErrorNote error={activate.error} title={say('shell.refused')} />}
      <QueryState query={sites}>
        {(rows) => (
          <DataTable label={say('sites.title')} rows={rows} columns={columns} idOf={({ site_id }) => site_id} />
        )}
      </QueryState>
      {approvalOf !== undefined && <ApprovalDialog site={approvalOf} onClose={() => setApprovalOf(undefined)} />}
      {step !== undefined && <SiteReasonDialog {...step} onClose={() => setStep(undefined)} />}
    </>
  );
}

function Approvals({ site, day }: { readonly site: SiteRow; readonly day: (text: string) => string }) {
  const say = useSay();
  const text = useText();
  const counting = site.approvals.filter(({ withdrawn_on }) => withdrawn_on === null);
  const nameOf = (id: string) => text(site.needed.find((one) => one.id === id)?.name ?? id);
  if (site.needed.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {say('sites.noneNeeded')}
      </Text>
    );
  return (
    <Text size="sm">
      {site.missing.length === 0
        ? say('sites.allThere', { count: counting.length })
        : say('sites.missing', { names: site.missing.map(nameOf).join(', ') })}
      {counting.some(({ valid_until }) => valid_until !== null) && (
        <Text span size="xs" c="dimmed">
          {' · '}
          {say('sites.validUntil', {
            day: day(
              counting
                .map(({ valid_until }) => valid_until ?? '')
                .filter((until) => until !== '')
                .sort()[0] ?? '',
            ),
          })}
        </Text>
      )}
    </Text>
  );
}

function SiteMenu({
  site,
  onApproval,
  onStep,
}: {
  readonly site: SiteRow;
  readonly onApproval: () => void;
  readonly onStep: (step: SiteStep) => void;
}) {
  const say = useSay();
  const { may } = useTrial();
  const steps: readonly SiteStep[] = [
    ...(site.status === 'active' && !site.is_suspended && may('suspendSite') ? ['suspendSite' as const] : []),
    ...(site.is_suspended && may('resumeSite') ? ['resumeSite' as const] : []),
    ...(site.status === 'active' && may('closeSite') ? ['closeSite' as const] : []),
    ...(site.status === 'notActive' && may('removeSite') ? ['removeSite' as const] : []),
  ];
  const mayApprove = may('recordApproval') && site.needed.length > 0;
  if (!mayApprove && steps.length === 0) return null;
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button size="compact-sm" variant="subtle" aria-label={say('sites.more', { site: site.site_id })} px={6}>
          <IconDots size={16} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {mayApprove && <Menu.Item onClick={onApproval}>{say('sites.recordApproval')}</Menu.Item>}
        {steps.map((step) => (
          <Menu.Item key={step} onClick={() => onStep(step)}>
            {say(`sites.${step}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
