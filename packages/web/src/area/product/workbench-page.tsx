// The workbench of one chain: a matching scan opens the steps; batches, bags and labels, and the whole history.
import { Anchor, Badge, Button, Card, Group, Menu, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconDots, IconLock, IconLockOpen } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useProtocol } from '../../api/protocol.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { ScanField } from '../../part/scan-field.js';
import { Verdict, type VerdictShown } from '../../part/verdict.js';
import classes from './board.module.css';
import { Countdown } from './board-page.js';
import { Bags, Batches, History } from './chain-parts.js';
import { type ChainSituation, isOfChain, situationOf } from './situation.js';
import { StepDialog } from './step-dialog.js';
import type { Step } from './step-field.js';
import { stepsOf } from './steps.js';

export function Page() {
  const say = useSay();
  const { participant: participantId = '' } = useParams({ strict: false }) as { participant?: string };
  const { trialId, may } = useTrial();
  const board = useView(trialId, 'productBoard', { participantId });
  const bags = useView(trialId, 'bagList', { participantId }, { enabled: may('productStatus') });
  const chain = useView(trialId, 'chainOfIdentity', { participantId }, { enabled: may('productStatus') });
  const sealed = useView(trialId, 'chainOfIdentityFull', { participantId });
  const labels = useView(trialId, 'labelJournal', { participantId });
  const card = board.data?.[0];
  const protocol = useProtocol(trialId, { siteId: card?.site_id });
  return (
    <QueryState query={board}>
      {() => {
        if (card === undefined) return <Text>{say('shell.notFound')}</Text>;
        if (protocol.data === undefined) return <QueryState query={protocol}>{() => null}</QueryState>;
        const situation = situationOf({
          card,
          protocol: protocol.data.protocol,
          bags: bags.data ?? [],
          chain: chain.data ?? [],
          sealed: sealed.data ?? [],
          labels: labels.data ?? [],
        });
        return (
          <>
            <PageHeader
              title={card.screening_number}
              help={`${card.identity_code ?? say('product.noCode')} · ${card.site_id} · ${say(`product.lane.${card.lane}`)}`}
              actions={
                <>
                  {card.due_at !== null && <Countdown dueAt={card.due_at} />}
                  <Anchor component={Link} to={`/trials/${trialId}/laboratory` as never}>
                    {say('product.backToBoard')}
                  </Anchor>
                </>
              }
            />
            <Stack gap="md">
              <Steps situation={situation} />
              <SimpleGrid cols={{ base: 1, md: 2 }}>
                <Batches situation={situation} />
                <Bags situation={situation} />
              </SimpleGrid>
              <History chain={chain.data ?? []} sealed={sealed.data ?? []} />
            </Stack>
          </>
        );
      }}
    </QueryState>
  );
}

function Steps({ situation }: { readonly situation: ChainSituation }) {
  const say = useSay();
  const { may } = useTrial();
  const [scanned, setScanned] = useState<string>();
  const [verdict, setVerdict] = useState<VerdictShown>();
  const [step, setStep] = useState<Step>();
  const { card } = situation;
  const number = card.screening_number;
  const { next, others } = stepsOf(situation, may);
  if (next.length === 0 && others.length === 0) return null;
  const isOpen = scanned !== undefined;
  return (
    <Card withBorder component="section" aria-label={say('product.next')}>
      <div className={classes.lock} data-open={isOpen || undefined}>
        <Group gap="xs" mb="xs" role="status">
          {isOpen ? <IconLockOpen size={20} aria-hidden /> : <IconLock size={20} aria-hidden />}
          <Text fw={600}>{isOpen ? say('product.unlocked', { code: scanned }) : say('product.locked')}</Text>
        </Group>
        <ScanField
          isFirst
          label={say('product.unlock')}
          description={say('product.unlockHelp')}
          onScan={(scan) => {
            const isRight = isOfChain(scan, situation);
            setScanned(isRight ? scan.text : undefined);
            setVerdict(
              isRight
                ? { isRight, title: say('product.matches', { number }), lines: [card.identity_code ?? ''] }
                : {
                    isRight,
                    title: say('product.noMatch', { number }),
                    lines: [say('product.noMatchHelp', { code: scan.text })],
                  },
            );
          }}
        />
      </div>
      <Group justify="space-between" mt="md" mb="xs">
        <Title order={2}>{say('product.next')}</Title>
        {others.length > 0 && (
          <Menu position="bottom-end" width={320}>
            <Menu.Target>
              <Button variant="default" leftSection={<IconDots size={18} />} disabled={!isOpen}>
                {say('product.more')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {others.map((one) => (
                <Menu.Item key={one.id} onClick={() => setStep(one)}>
                  {say(one.title, one.values)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </Group>
      {next.length === 0 && <Text c="dimmed">{say('product.nothingDue')}</Text>}
      <div className={classes.steps}>
        {next.map((one, place) => (
          <Button
            key={one.id}
            size="xl"
            fz="md"
            variant={one.isDangerous ? 'outline' : place === 0 ? 'filled' : 'default'}
            color={one.isDangerous ? 'red.9' : undefined}
            disabled={!isOpen}
            onClick={() => setStep(one)}
          >
            {say(one.title, one.values)}
          </Button>
        ))}
      </div>
      {situation.quarantines.length > 0 && (
        <Badge color="red.9" mt="sm" tt="none">
          {say('product.bagStatus.setAside')}
        </Badge>
      )}
      {step !== undefined && (
        <StepDialog
          key={step.id}
          step={step}
          situation={situation}
          onClose={() => setStep(undefined)}
          onVerdict={setVerdict}
        />
      )}
      <Verdict verdict={verdict} onClose={() => setVerdict(undefined)} />
    </Card>
  );
}
