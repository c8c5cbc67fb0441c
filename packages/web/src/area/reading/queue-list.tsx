// The queue: what waits, what was asked for again, and what was sent; by ids alone.
import { Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { Mark } from '../../part/mark.js';
import { dayHere } from '../../part/moment.js';
import { findScans, type Queue, type QueueRow } from './queue.js';
import classes from './reading.module.css';

/** So many ids of a list are shown; more are found by typing. */
const shownAtOnce = { waiting: 25, repeats: 25, sent: 8 } as const;

interface QueueListProps {
  readonly queue: Queue;
  /** The id of the scan that is open. */
  readonly open: string | undefined;
  readonly onOpen: (readingId: string) => void;
}

export function QueueList({ queue, open, onOpen }: QueueListProps) {
  const say = useSay();
  const [typed, setTyped] = useState('');
  const lists = [
    { key: 'waiting' as const, title: say('reading.waiting'), rows: queue.waiting },
    { key: 'repeats' as const, title: say('reading.repeats'), rows: queue.repeats },
    { key: 'sent' as const, title: say('reading.sent'), rows: queue.sent },
  ].filter(({ key, rows }) => key === 'waiting' || rows.length > 0);
  return (
    <nav className={classes.queue} aria-label={say('reading.queue')}>
      <TextInput
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        placeholder={say('reading.find')}
        aria-label={say('reading.find')}
        leftSection={<IconSearch size={16} />}
        autoComplete="off"
      />
      {lists.map(({ key, title, rows }) => (
        <Section
          key={key}
          title={title}
          rows={findScans(rows, typed)}
          most={shownAtOnce[key]}
          open={open}
          onOpen={onOpen}
        />
      ))}
    </nav>
  );
}

interface SectionProps {
  readonly title: string;
  readonly rows: readonly QueueRow[];
  readonly most: number;
  readonly open: string | undefined;
  readonly onOpen: (readingId: string) => void;
}

function Section({ title, rows, most, open, onOpen }: SectionProps) {
  const say = useSay();
  const { instant, day } = useFormats();
  const shown = rows.slice(0, most);
  return (
    <section aria-label={title}>
      <Text size="sm" fw={620} className={classes.heading}>
        {title} <span className={classes.count}>{rows.length}</span>
      </Text>
      <ul className={classes.list}>
        {shown.map((row) => (
          <li key={row.reading_id}>
            <button
              type="button"
              className={classes.entry}
              aria-current={row.reading_id === open ? 'true' : undefined}
              onClick={() => onOpen(row.reading_id)}
            >
              <span className={classes.id}>{row.reading_id}</span>
              {row.is_urgent && <Mark tone="warning">{say('reading.urgent')}</Mark>}
              {row.sent_at !== null && (
                <Text span size="xs" c="dimmed" title={instant(row.sent_at)}>
                  {row.state === 'closed' ? say('reading.closed') : day(dayHere(new Date(row.sent_at)))}
                </Text>
              )}
            </button>
          </li>
        ))}
      </ul>
      {rows.length === 0 && (
        <Text size="sm" c="dimmed" px="sm">
          {say('shell.empty')}
        </Text>
      )}
      {rows.length > shown.length && (
        <Text size="xs" c="dimmed" px="sm" pt={4}>
          {say('reading.more', { count: rows.length - shown.length })}
        </Text>
      )}
    </section>
  );
}
