// The parts of one chain that are read: batches, bags with their labels, and the history with what is sealed.
import { Button, Card, Group, Modal, Stack, Table, Text, Timeline, Title } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { useNames } from '../../api/names.js';
import { useText } from '../../api/protocol.js';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { english } from '../../language/en/all.js';
import { useFormats } from '../../language/format.js';
import { type MessageKey, useSay } from '../../language/message.js';
import { Mark } from '../../part/mark.js';
import classes from './board.module.css';
import { historyOf } from './history.js';
import type { ChainSituation } from './situation.js';

export function Batches({ situation: { card, protocol } }: { readonly situation: ChainSituation }) {
  const say = useSay();
  const text = useText();
  const stepName = (id: string) => text(protocol.product?.batchSteps?.find((one) => one.id === id)?.name) || id;
  return (
    <Card withBorder component="section" aria-label={say('product.batches')}>
      <Title order={2} mb="xs">
        {say('product.batches')}
      </Title>
      {card.batches.length === 0 && <Text c="dimmed">{say('product.noBatches')}</Text>}
      <Stack gap="xs">
        {card.batches.map(({ batchId, step, place, status, fate }) => (
          <Group key={batchId} justify="space-between">
            <div>
              <Text fw={600} className={classes.code}>
                {batchId.slice(0, 8)}
              </Text>
              <Text size="sm" c="dimmed">
                {[
                  step === status ? undefined : stepName(step),
                  place,
                  fate === null ? undefined : say(`product.fate.${fate}` as MessageKey),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
            </div>
            <Mark tone={status === 'failed' ? 'bad' : 'plain'}>{say(`product.batch.${status}`)}</Mark>
          </Group>
        ))}
      </Stack>
      <Text size="sm" c="dimmed" mt="sm">
        {say('product.storedCells', {
          fate:
            `product.fate.${card.stored_cells}` in english
              ? say(`product.fate.${card.stored_cells}` as MessageKey)
              : card.stored_cells,
        })}
      </Text>
    </Card>
  );
}

export function Bags({ situation: { card, bags, protocol } }: { readonly situation: ChainSituation }) {
  const say = useSay();
  const text = useText();
  const { instant, number } = useFormats();
  const [shown, setShown] = useState<string>();
  return (
    <Card withBorder component="section" aria-label={say('product.bags')}>
      <Title order={2} mb="xs">
        {say('product.bags')}
      </Title>
      {bags.length === 0 && <Text c="dimmed">{say('product.noBags')}</Text>}
      <Stack gap="sm">
        {bags.map((bag) => (
          <Group key={bag.bag_code} justify="space-between" align="flex-start">
            <div>
              <Text fw={600} className={classes.code}>
                {bag.bag_code}
              </Text>
              <Text size="sm" c="dimmed">
                {text(protocol.administrations.find(({ id }) => id === bag.administration)?.name) || bag.administration}
                {` · ${number(bag.volume_ml)} mL`}
                {bag.expires_at !== null && ` · ${say('product.expires')} ${instant(bag.expires_at)}`}
              </Text>
            </div>
            <Group gap="xs">
              <Mark>{say(`product.bagStatus.${bag.status}`)}</Mark>
              <Button size="xs" variant="default" onClick={() => setShown(bag.bag_code)}>
                {say('product.showLabel')}
              </Button>
            </Group>
          </Group>
        ))}
      </Stack>
      {shown !== undefined && (
        <LabelDialog participantId={card.participant_id} bagCode={shown} onClose={() => setShown(undefined)} />
      )}
    </Card>
  );
}

function LabelDialog({
  participantId,
  bagCode,
  onClose,
}: {
  readonly participantId: string;
  readonly bagCode: string;
  readonly onClose: () => void;
}) {
  const say = useSay();
  const { trialId } = useTrial();
  const labels = useView(trialId, 'bagLabel', { participantId });
  const label = labels.data?.find((one) => one.bagCode === bagCode);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={say('product.labelOf', { bag: bagCode })}
      closeButtonProps={{ 'aria-label': say('shell.close') }}
    >
      {label === undefined ? (
        <Text c="dimmed">{say('shell.empty')}</Text>
      ) : (
        <>
          <img
            className={`${classes.label} eq-print`}
            src={`data:image/svg+xml;utf8,${encodeURIComponent(label.svg)}`}
            alt={say('product.labelOf', { bag: bagCode })}
          />
          <Group justify="flex-end" mt="md">
            <Button leftSection={<IconPrinter size={18} />} onClick={() => window.print()}>
              {say('product.print')}
            </Button>
          </Group>
        </>
      )}
    </Modal>
  );
}

export function History({
  chain,
  sealed,
}: {
  readonly chain: readonly RowOf<'chainOfIdentity'>[];
  readonly sealed: readonly RowOf<'chainOfIdentityFull'>[];
}) {
  const say = useSay();
  const { day, instant } = useFormats();
  const readable = (value: string) => {
    if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return instant(value);
    return /^\d{4}-\d\d-\d\d$/.test(value) ? day(value) : value;
  };
  const { trialId } = useTrial();
  const entries = historyOf(chain, sealed);
  const nameOf = useNames(
    trialId,
    entries.map(({ actorId }) => actorId),
  );
  return (
    <Card withBorder component="section" aria-label={say('product.history')}>
      <Title order={2} mb="md">
        {say('product.history')}
      </Title>
      {entries.length === 0 && <Text c="dimmed">{say('product.historyNone')}</Text>}
      <Timeline bulletSize={14} lineWidth={2}>
        {entries.map((entry) => (
          <Timeline.Item
            key={entry.key}
            title={`chain.${entry.type}` in english ? say(`chain.${entry.type}` as MessageKey) : entry.type}
          >
            <Text size="sm" c="dimmed">
              {[entry.at === null ? undefined : instant(entry.at), nameOf(entry.actorId)].filter(Boolean).join(' · ')}
            </Text>
            {entry.facts.length > 0 && (
              <Table withRowBorders={false} horizontalSpacing={0} verticalSpacing={1} w="auto" fz="sm">
                <Table.Tbody>
                  {entry.facts.map(([name, value]) => (
                    <Table.Tr key={name}>
                      <Table.Th fw={400} c="dimmed" pr="md" scope="row">
                        {`fact.${name}` in english ? say(`fact.${name}` as MessageKey) : name}
                      </Table.Th>
                      <Table.Td className={classes.code}>{readable(value)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )}
          </Timeline.Item>
        ))}
      </Timeline>
    </Card>
  );
}
