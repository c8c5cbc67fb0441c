// The history behind a number: every event that it counts.
import { Drawer } from '@mantine/core';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { QueryState } from '../../part/query-state.js';
import { EventTable } from './audit-table.js';
import { type CountedType, endOfDay } from './past.js';

interface HistoryDrawerProps {
  readonly type: CountedType;
  readonly day: string;
  readonly onClose: () => void;
}

export function HistoryDrawer({ type, day, onClose }: HistoryDrawerProps) {
  const say = useSay();
  const { trialId } = useTrial();
  const events = useView(trialId, 'audit', { type, to: endOfDay(day) });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="min(900px, 96vw)"
      title={say(`time.count.${type}`)}
      closeButtonProps={{ 'aria-label': say('shell.close') }}
    >
      <QueryState query={events}>{(rows) => <EventTable rows={rows} height="calc(100dvh - 160px)" />}</QueryState>
    </Drawer>
  );
}
