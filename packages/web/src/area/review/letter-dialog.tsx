// The draft of the letter after a visit, from what was found; edited, copied or printed by the monitor.
import { Button, CopyButton, Group, Modal, Textarea } from '@mantine/core';
import { IconCheck, IconCopy, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { todayHere } from '../../part/moment.js';
import { actionItemOf } from './action-items.js';
import type { Place } from './protocol-words.js';
import { useParticipants, useProtocolWords } from './trial-words.js';
import { draftLetter, dueItems, type partsOf } from './visit-pack.js';

interface LetterDialogProps {
  readonly parts: ReturnType<typeof partsOf>;
  readonly siteName: string;
  /** Forms that were verified at this visit. */
  readonly verified: number;
  readonly onClose: () => void;
}

export function LetterDialog({ parts, siteName, verified, onClose }: LetterDialogProps) {
  const say = useSay();
  const { trial, me } = useTrial();
  const { day } = useFormats();
  const words = useProtocolWords();
  const { number } = useParticipants();
  const [text, setText] = useState(() =>
    draftLetter(
      {
        greeting: say('letter.greeting', { site: siteName }),
        visited: say('letter.visited', {
          trial: trial.acronym,
          site: siteName,
          day: day(todayHere()),
        }),
        verified: (count) => say('letter.verified', { count }),
        stillToVerify: (count) => say('letter.stillToVerify', { count }),
        openQueries: (count) => say('letter.openQueries', { count }),
        actionItems: say('letter.actionItems'),
        noActionItems: say('letter.noActionItems'),
        closing: say('letter.closing', { name: me.name }),
        dueOn: (dueOn) => say('visitPack.due', { day: day(dueOn) }),
      },
      {
        verified,
        stillToVerify: parts.forms.filter((form) => dueItems(form).length > 0).length,
        queries: parts.queries.map((row) => ({
          participant: number(row.participant_id ?? ''),
          place: words.place(row.place as Place),
          text: row.text ?? '',
        })),
        actionItems: parts.actionItems.map((row) => ({ text: row.text ?? '', dueOn: actionItemOf(row).dueOn })),
      },
    ),
  );
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={say('visitPack.letter')}
      closeButtonProps={{ 'aria-label': say('shell.close') }}
    >
      <Textarea
        label={say('letter.text')}
        description={say('letter.hint')}
        autosize
        minRows={14}
        maxRows={26}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
        className="eq-letter"
      />
      <Group justify="flex-end" mt="sm" className="eq-no-print">
        <Button variant="default" leftSection={<IconPrinter size={16} />} onClick={() => printText(text)}>
          {say('letter.print')}
        </Button>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />} onClick={copy}>
              {say(copied ? 'letter.copied' : 'letter.copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Modal>
  );
}

/** Prints a text alone: within a frame that goes away again. */
function printText(text: string): void {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  document.body.append(frame);
  const page = frame.contentDocument;
  if (page === null || frame.contentWindow === null) return;
  const block = page.createElement('pre');
  block.textContent = text;
  page.body.append(block);
  frame.contentWindow.addEventListener('afterprint', () => frame.remove());
  frame.contentWindow.print();
}
