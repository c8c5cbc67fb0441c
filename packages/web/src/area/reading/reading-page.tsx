// Scans to read: the queue on the left, the next scan with its form on the right.
import type { Protocol } from '@equipoise/trial';
import { Alert, Button, Text, Title } from '@mantine/core';
import { IconChecks, IconRefresh } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { useProtocol } from '../participant/use-protocol.js';
import { openIn, type QueueRow, queueOf } from './queue.js';
import { QueueList } from './queue-list.js';
import classes from './reading.module.css';
import { ReadingPanel } from './reading-panel.js';

export function Page() {
  const say = useSay();
  const { trialId } = useTrial();
  const rows = useView(trialId, 'readingQueue');
  const { query, protocol } = useProtocol();
  return (
    <QueryState query={query} lines={8}>
      {() => (
        <QueryState query={{ ...rows, data: rows.data && [rows.data] } as never} lines={8}>
          {([queue]: readonly (readonly QueueRow[])[]) =>
            protocol === undefined || queue === undefined ? (
              <Text>{say('shell.empty')}</Text>
            ) : (
              <Desk rows={queue} protocol={protocol} />
            )
          }
        </QueryState>
      )}
    </QueryState>
  );
}

function Desk({ rows, protocol }: { readonly rows: readonly QueueRow[]; readonly protocol: Protocol }) {
  const say = useSay();
  const { trialId } = useTrial();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<string>();
  const [skipped, setSkipped] = useState<readonly string[]>([]);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const queue = useMemo(() => queueOf(rows, { skipped, left, isToday }), [rows, skipped, left]);
  const open = openIn(queue, chosen);
  const refresh = useCallback(
    () => client.invalidateQueries({ queryKey: ['trial', trialId, 'readingQueue'] }),
    [client, trialId],
  );
  // What is open stays open until the person goes on: typing never runs into another scan.
  const openId = open === undefined || open === 'gone' ? undefined : open.reading_id;
  useEffect(() => {
    if (openId !== undefined && chosen === undefined) setChosen(openId);
  }, [openId, chosen]);
  const goOn = async (readingId: string, wasRead: boolean) => {
    setLeft((all) => new Set(wasRead ? [...all, readingId] : [...all].filter((one) => one !== readingId)));
    setChosen(undefined);
    await refresh();
  };
  const skip = (readingId: string) => {
    setSkipped((all) => [...all.filter((one) => one !== readingId), readingId]);
    setChosen(undefined);
  };
  const lastSent = [...queue.sent, ...queue.repeats]
    .filter(({ state }) => state !== 'closed')
    .toSorted((a, b) => ((a.sent_at ?? '') < (b.sent_at ?? '') ? 1 : -1))[0]?.reading_id;
  return (
    <>
      <PageHeader
        title={say('reading.title')}
        help={say('reading.summary', { waiting: queue.waiting.length, today: queue.today })}
        actions={
          <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={() => void refresh()}>
            {say('reading.refresh')}
          </Button>
        }
      />
      <div className={classes.desk}>
        <QueueList queue={queue} open={openId} onOpen={setChosen} />
        <section className={classes.scan} aria-label={say('reading.open')}>
          {open === undefined && (
            <div className={classes.done}>
              <IconChecks size={40} stroke={1.4} aria-hidden />
              <Title order={2}>{say('reading.allRead')}</Title>
              <Text c="dimmed">{say('reading.allReadHelp')}</Text>
            </div>
          )}
          {open === 'gone' && (
            <Alert color="orange" variant="light" role="alert">
              <Text size="sm" mb="sm">
                {say('reading.isTaken', { id: chosen ?? '' })}
              </Text>
              <Button variant="default" onClick={() => setChosen(undefined)}>
                {say('reading.toNext')}
              </Button>
            </Alert>
          )}
          {open !== undefined && open !== 'gone' && (
            <ReadingPanel
              key={`${open.reading_id} ${open.tag} ${open.state}`}
              row={open}
              protocol={protocol}
              hasNext={queue.waiting.length > 1 || (open.state !== 'waiting' && queue.waiting.length > 0)}
              onSent={(wasRead) => goOn(open.reading_id, wasRead)}
              onSkip={() => (open.state === 'waiting' ? skip(open.reading_id) : setChosen(undefined))}
              onLastSent={lastSent === undefined ? undefined : () => setChosen(lastSent)}
            />
          )}
        </section>
      </div>
    </>
  );
}

/** By the clock of the device. */
function isToday(instant: string): boolean {
  return new Date(instant).toDateString() === new Date().toDateString();
}
