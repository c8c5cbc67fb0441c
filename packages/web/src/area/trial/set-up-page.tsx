// What a trial needs before its first participant, in the order in which it is done, with the way to each.
import { Alert, Anchor, Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useCommand } from '../../api/command.js';
import { useProtocol } from '../../api/protocol.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { PageHeader } from '../../part/page-header.js';
import { AllocationDialog } from './allocation-dialog.js';
import { GoLiveDialog } from './go-live-dialog.js';

export function Page() {
  const say = useSay();
  const { trialId, trial, may } = useTrial();
  const { instant } = useFormats();
  const protocol = useProtocol(trialId);
  const status = useView(trialId, 'status', {}, { enabled: may('status') });
  const sites = useView(trialId, 'sites', {}, { enabled: may('sites') });
  const people = useView(trialId, 'people', {}, { enabled: may('people') });
  const plan = useCommand(trialId, 'commitAnalysisPlan');
  const [dialog, setDialog] = useState<'allocation' | 'live'>();
  const active = sites.data?.filter(({ status }) => status === 'active').length ?? 0;
  const roles = new Set(people.data?.map(({ role }) => role));
  const others = new Set(people.data?.map(({ actor_id }) => actor_id)).size;
  const [stands] = status.data ?? [];
  const at = (moment: string | null | undefined) => (moment ? instant(moment) : undefined);
  const committedAt = at(stands?.allocation_committed_at);
  const liveAt = at(stands?.went_live_at);
  const plannedAt = at(stands?.plan_committed_at);
  return (
    <>
      <PageHeader title={say('setUp.title')} help={say('setUp.help')} />
      {trial.mode === 'rehearsal' && (
        <Alert variant="light" mb="md" maw={860}>
          {say('setUp.rehearsal')}
        </Alert>
      )}
      <Stack gap="sm" maw={860} component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
        <Step
          title={say('setUp.people')}
          text={say('setUp.peopleText', { people: others, roles: roles.size })}
          isDone={roles.size > 1}
        >
          {may('people') && <Way to={`/trials/${trialId}/people`}>{say('people.title')}</Way>}
        </Step>
        <Step
          title={say('setUp.allocation')}
          text={committedAt === undefined ? say('setUp.allocationText') : say('setUp.committedAt', { at: committedAt })}
          isDone={committedAt !== undefined}
        >
          {may('commitAllocation') && committedAt === undefined && (
            <Button onClick={() => setDialog('allocation')}>{say('setUp.commitAllocation')}</Button>
          )}
        </Step>
        <Step
          title={say('setUp.sites')}
          text={say('setUp.sitesText', { active, all: sites.data?.length ?? 0 })}
          isDone={active > 0}
        >
          {may('activateSite') && <Way to={`/trials/${trialId}/sites`}>{say('sites.title')}</Way>}
        </Step>
        <Step
          title={say('setUp.live')}
          text={liveAt === undefined ? say('setUp.liveText') : say('setUp.liveAt', { at: liveAt })}
          isDone={liveAt !== undefined}
        >
          {may('goLive') && liveAt === undefined && (
            <Button onClick={() => setDialog('live')}>{say('setUp.goLive')}</Button>
          )}
        </Step>
        <Step
          title={say('setUp.plan')}
          text={plannedAt === undefined ? say('setUp.planText') : say('setUp.committedAt', { at: plannedAt })}
          isDone={plannedAt !== undefined}
        >
          {may('commitAnalysisPlan') && plannedAt === undefined && (
            <Button variant="light" loading={plan.isPending} onClick={() => plan.mutate({ body: {} })}>
              {say('setUp.commitPlan')}
            </Button>
          )}
        </Step>
      </Stack>
      {plan.isError && <ErrorNote error={plan.error} title={say('shell.refused')} />}
      {dialog === 'allocation' && protocol.data && (
        <AllocationDialog protocol={protocol.data.protocol} onClose={() => setDialog(undefined)} />
      )}
      {dialog === 'live' && <GoLiveDialog activeSites={active} onClose={() => setDialog(undefined)} />}
    </>
  );
}

function Step({
  title,
  text,
  isDone,
  children,
}: {
  readonly title: string;
  readonly text: string;
  readonly isDone: boolean;
  readonly children: ReactNode;
}) {
  const say = useSay();
  return (
    <Card withBorder component="li" py="sm">
      <Group justify="space-between" gap="md">
        <Group wrap="nowrap" gap="md" align="flex-start" flex="1 1 320px">
          {isDone ? (
            <IconCircleCheck size={24} color="var(--eq-good-text)" aria-hidden />
          ) : (
            <IconCircleDashed size={24} color="var(--mantine-color-dimmed)" aria-hidden />
          )}
          <div>
            <Group gap="xs">
              <Title order={2} fz="md">
                {title}
              </Title>
              <Badge variant={isDone ? 'light' : 'default'} tt="none" size="sm">
                {say(isDone ? 'setUp.done' : 'setUp.open')}
              </Badge>
            </Group>
            <Text size="sm" c="dimmed">
              {text}
            </Text>
          </div>
        </Group>
        <div style={{ flexShrink: 0 }}>{children}</div>
      </Group>
    </Card>
  );
}

function Way({ to, children }: { readonly to: string; readonly children: ReactNode }) {
  return (
    <Anchor component={Link} to={to as never} size="sm">
      {children} →
    </Anchor>
  );
}
