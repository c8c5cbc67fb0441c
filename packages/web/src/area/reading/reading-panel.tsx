// One scan: its number for the reading software, what counts, and its form; of one that was sent, what was sent.
import { label, type Protocol, type Reading } from '@equipoise/trial';
import { ActionIcon, Alert, CopyButton, Group, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { readRows } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { findDraft } from '../../draft/store.js';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import { Mark } from '../../part/mark.js';
import { QueryState } from '../../part/query-state.js';
import type { SavedDraft } from '../form/use-editor.js';
import type { QueueRow } from './queue.js';
import classes from './reading.module.css';
import { ReadingForm } from './reading-form.js';

export interface ReadingPanelProps {
  readonly row: QueueRow;
  readonly protocol: Protocol;
  readonly hasNext: boolean;
  /** It was sent, or somebody else was first; or it was taken back. The promise is over when the queue is up to date. */
  readonly onSent: (wasRead: boolean) => Promise<void>;
  readonly onSkip: () => void;
  /** Opens what was sent last; absent where there is nothing. */
  readonly onLastSent: (() => void) | undefined;
}

export function ReadingPanel(props: ReadingPanelProps) {
  const { row, protocol } = props;
  const { say, language } = useSpeech();
  const { instant } = useFormats();
  const { trialId, me } = useTrial();
  const reading = protocol.readings?.find(({ id }) => id === row.reading);
  const form = protocol.forms.find(({ id }) => id === row.form);
  const draftKey = `${trialId}/reading/${row.reading_id}`;
  const isSent = row.sent_at !== null;
  // With the values where there are some, and what was typed before.
  const content = useQuery({
    queryKey: ['reading', trialId, row.reading_id, row.tag],
    queryFn: async ({ signal }) => {
      const [found] = isSent ? await readRows(trialId, 'readingQueue', { readingId: row.reading_id }, signal) : [row];
      const saved = await findDraft<SavedDraft>(me.accountId, draftKey);
      return { row: found ?? row, saved: saved ?? undefined };
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (form === undefined || reading === undefined) return <Alert color="orange">{say('reading.noForm')}</Alert>;
  return (
    <>
      <header className={classes.head}>
        <Text size="sm" c="dimmed">
          {label(reading.name, language)}
        </Text>
        <Group gap="xs">
          <h2 className={classes.number}>{row.reading_id}</h2>
          <CopyButton value={row.reading_id}>
            {({ copied, copy }) => (
              <Tooltip label={say(copied ? 'reading.copied' : 'reading.copy')}>
                <ActionIcon
                  variant="subtle"
                  onClick={copy}
                  aria-label={say(copied ? 'reading.copied' : 'reading.copy')}
                >
                  {copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
                </ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
          {row.is_urgent && <Mark tone="warning">{say('reading.urgent')}</Mark>}
          {row.sent_at !== null && (
            <Mark tone={row.state === 'repeatAsked' ? 'warning' : 'plain'}>
              {say(`reading.state.${row.state === 'waiting' ? 'sent' : row.state}`, { at: instant(row.sent_at) })}
            </Mark>
          )}
        </Group>
        <Text size="sm">{say(row.state === 'repeatAsked' ? 'reading.repeatHelp' : 'reading.openScan')}</Text>
        <WhatCounts reading={reading} />
      </header>
      <QueryState query={{ ...content, data: content.data && [content.data] } as never} lines={6}>
        {([found]: readonly { readonly row: QueueRow; readonly saved: SavedDraft | undefined }[]) =>
          found === undefined ? null : (
            <ReadingForm {...props} row={found.row} saved={found.saved} {...{ reading, draftKey }} definition={form} />
          )
        }
      </QueryState>
    </>
  );
}

/** What counts as a lesion, in the words of the protocol. */
function WhatCounts({ reading: { lesions = [] } }: { readonly reading: Reading }) {
  const { say, language } = useSpeech();
  if (lesions.length === 0) return null;
  return (
    <details className={classes.rules}>
      <summary>{say('reading.rules')}</summary>
      <dl>
        {lesions.map(({ id, name, counts, minimumSizeMm, persistingCountsAgain }) => (
          <div key={id}>
            <dt>{label(name, language)}</dt>
            <dd>
              {label(counts, language)}
              {minimumSizeMm !== 'none' && ` ${say('reading.minimumSize', { size: minimumSizeMm })}`}{' '}
              {say(persistingCountsAgain ? 'reading.countsAgain' : 'reading.countsOnce')}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
