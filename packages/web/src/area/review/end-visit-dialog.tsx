// The end of a visit to a site: recorded with its summary and new action items; the next pack begins there.
import { ActionIcon, Button, Group, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { DayPicker } from '../../part/day-picker.js';
import { todayHere } from '../../part/moment.js';
import { useSendMany } from './send-many.js';

interface NewItem {
  readonly actionItemId: string;
  readonly text: string;
  readonly dueOn: string;
}

export function EndVisitDialog({ siteId, onClose }: { readonly siteId: string; readonly onClose: () => void }) {
  const say = useSay();
  const { send } = useSendMany();
  const [visitedOn, setVisitedOn] = useState(() => todayHere());
  const [kind, setKind] = useState('onSite');
  const [summary, setSummary] = useState('');
  const [items, setItems] = useState<readonly NewItem[]>([]);
  const change = (id: string, part: Partial<NewItem>) =>
    setItems(items.map((item) => (item.actionItemId === id ? { ...item, ...part } : item)));
  const record = () => {
    const actionItems = items
      .filter(({ text }) => text.trim() !== '')
      .map(({ actionItemId, text, dueOn }) => ({
        actionItemId,
        text: text.trim(),
        dueOn: dueOn === '' ? { missing: 'unknown' } : dueOn,
      }));
    const body = {
      monitoringVisitId: crypto.randomUUID(),
      siteId,
      visitedOn,
      kind,
      ...(summary.trim() === '' ? {} : { summary: summary.trim() }),
      ...(actionItems.length === 0 ? {} : { actionItems }),
    };
    return send('recordMonitoringVisit', [{ body: body as never }]);
  };
  return (
    <CommandDialog
      title={say('visitPack.end')}
      help={say('visitPack.endText')}
      submit={say('visitPack.record')}
      size="lg"
      isReady={visitedOn !== ''}
      isTold
      onSubmit={record}
      onClose={onClose}
    >
      <Group align="flex-end" gap="sm">
        <DayPicker
          label={say('visitPack.visitedOn')}
          value={visitedOn}
          onChange={setVisitedOn}
          max={todayHere()}
          required
          w={180}
        />
        <SegmentedControl
          aria-label={say('visitPack.kind')}
          value={kind}
          onChange={setKind}
          data={(['onSite', 'remote'] as const).map((value) => ({ value, label: say(`visitPack.${value}`) }))}
        />
      </Group>
      <Textarea
        label={say('visitPack.summary')}
        description={say('shell.optional')}
        autosize
        minRows={3}
        maxLength={2000}
        value={summary}
        onChange={(event) => setSummary(event.currentTarget.value)}
      />
      {items.map((item, index) => (
        <Group key={item.actionItemId} align="flex-end" wrap="nowrap" gap="xs">
          <TextInput
            label={say('visitPack.actionItem', { number: index + 1 })}
            flex={1}
            minLength={3}
            value={item.text}
            onChange={(event) => change(item.actionItemId, { text: event.currentTarget.value })}
          />
          <DayPicker
            label={say('visitPack.dueOn')}
            value={item.dueOn}
            onChange={(dueOn) => change(item.actionItemId, { dueOn })}
            w={150}
          />
          <ActionIcon
            variant="subtle"
            size="lg"
            aria-label={say('visitPack.removeItem', { number: index + 1 })}
            onClick={() => setItems(items.filter(({ actionItemId }) => actionItemId !== item.actionItemId))}
          >
            <IconTrash size={18} />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          variant="subtle"
          leftSection={<IconPlus size={16} />}
          onClick={() => setItems([...items, { actionItemId: crypto.randomUUID(), text: '', dueOn: '' }])}
        >
          {say('visitPack.addItem')}
        </Button>
      </Group>
    </CommandDialog>
  );
}
