// The matrix of the road to lock: one row for each participant, virtual, with the participant always in sight.
import { Anchor, Table, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconLock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { useParticipants } from '../review/trial-words.js';
import { type ConditionName, conditionNames, type RoadRow, type standingOf } from './block.js';
import classes from './data.module.css';
import { RoadActions } from './road-actions.js';

const rowHeightPx = 38;

interface RoadMatrixProps {
  readonly rows: readonly RoadRow[];
  readonly standing: ReturnType<typeof standingOf>;
  readonly onOpen: (row: RoadRow, condition: string) => void;
}

export function RoadMatrix({ rows, standing, onOpen }: RoadMatrixProps) {
  const say = useSay();
  const { trialId, may } = useTrial();
  const { number } = useParticipants();
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeightPx,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  const hasActions = ['freezeForms', 'unfreezeForms', 'lockParticipant', 'unlockParticipant'].some(may);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard.
    <section ref={frame} className={classes.matrixFrame} tabIndex={0} aria-label={say('lock.matrix')}>
      <Table stickyHeader className={classes.matrix} aria-rowcount={rows.length + 1}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={classes.sticky}>{say('shell.participant')}</Table.Th>
            <Table.Th>{say('lock.state')}</Table.Th>
            {conditionNames.map((name) => (
              <Table.Th key={name} className={classes.condition}>
                <Text span size="sm" fw={standing.demanded.has(name) ? 650 : 400} lh={1.25}>
                  {say(`lock.condition.${name}`)}
                </Text>
                <Text size="xs" c="dimmed" fw={400}>
                  {say('lock.unmet', { count: standing.unmet.get(name) ?? 0 })}
                </Text>
              </Table.Th>
            ))}
            {hasActions && (
              <Table.Th>
                <Text span size="sm" c="dimmed">
                  {say('shell.actions')}
                </Text>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {before > 0 && <tr aria-hidden style={{ height: before }} />}
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <Table.Tr key={row.participant_id} className={classes.matrixRow} aria-rowindex={item.index + 2}>
                <Table.Th scope="row" className={classes.sticky}>
                  <Anchor
                    component={Link}
                    to={`/trials/${trialId}/participants/${row.participant_id}` as never}
                    size="sm"
                  >
                    {number(row.participant_id)}
                  </Anchor>
                </Table.Th>
                <Table.Td>
                  <State row={row} />
                </Table.Td>
                {conditionNames.map((name) => (
                  <Table.Td key={name} className={classes.cell}>
                    <Cell row={row} name={name} onOpen={onOpen} />
                  </Table.Td>
                ))}
                {hasActions && (
                  <Table.Td>
                    <RoadActions row={row} />
                  </Table.Td>
                )}
              </Table.Tr>
            );
          })}
          {after > 0 && <tr aria-hidden style={{ height: after }} />}
        </Table.Tbody>
      </Table>
      {rows.length === 0 && (
        <Text c="dimmed" p="md" ta="center">
          {say('shell.empty')}
        </Text>
      )}
    </section>
  );
}

function State({ row }: { readonly row: RoadRow }) {
  const say = useSay();
  const state = row.locked ? 'locked' : row.ready ? 'ready' : 'blocked';
  const colours = { locked: 'dimmed', ready: 'var(--eq-good-text)', blocked: 'var(--eq-bad-text)' };
  const icons = { locked: IconLock, ready: IconCheck, blocked: IconAlertTriangle };
  const Icon = icons[state];
  return (
    <Text size="sm" c={colours[state]} className={classes.state}>
      <Icon size={15} aria-hidden />
      {say(`lock.is.${state}`)}
    </Text>
  );
}

function Cell({
  row,
  name,
  onOpen,
}: {
  readonly row: RoadRow;
  readonly name: ConditionName;
  readonly onOpen: RoadMatrixProps['onOpen'];
}) {
  const say = useSay();
  const { number } = useParticipants();
  const condition = row.conditions.find((one) => one.condition === name);
  if (condition === undefined || condition.blocks === 0)
    return (
      <span className={classes.met}>
        <IconCheck size={16} aria-label={say('lock.met')} />
      </span>
    );
  const label = say('lock.cell', {
    participant: number(row.participant_id),
    condition: say(`lock.condition.${name}`),
    count: condition.blocks,
  });
  return (
    <Tooltip label={label}>
      <UnstyledButton
        className={classes.unmet}
        data-demanded={condition.demanded}
        aria-label={label}
        onClick={() => onOpen(row, name)}
      >
        {condition.blocks}
      </UnstyledButton>
    </Tooltip>
  );
}
