// The end of a visit to a site: recorded with its summary and new action items; the next pack begins there.
import { ActionIcon, Button, Group, Modal, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useSay } from '../../language/message.js';
import { useSendMany } from './send-many.js';

interface NewItem {
  readonly actionItemId: string;
  readonly text: string;
  readonly dueOn: string | null;
}

export function EndVisitDialog({ siteId, onClose }: { readonly siteId: string; readonly onClose: () => void }) {
  const say = useSay();
  const { send, progress } = useSendMany();
  const [visitedOn, setVisitedOn] = useState<string | null>(new Date().toISOString().slice(0, 10));
  const [kind, setKind] = useState('onSite');
  const [summary, setSummary] = useState('');
  const [items, setItems] = useState<readonly NewItem[]>([]);
  const change = (id: string, part: Partial<NewItem>) =>
    setItems(items.map((item) => (item.actionItemId === id ? { ...item, ...part } : item)));
  const record = async (event: FormEvent) => {
    event.preventDefault();
    const actionItems = items
      .filter(({ text }) => text.trim() !== '')
      .map(({ actionItemId, text, dueOn }) => ({
        actionItemId,
        text: text.trim(),
        dueOn: dueOn ?? { missing: 'unknown' },
      }));
    const body = {
      monitoringVisitId: crypto.randomUUID(),
      siteId,
      visitedOn,
      kind,
      ...(summary.trim() === '' ? {} : { summary: summary.trim() }),
      ...(actionItems.length === 0 ? {} : { actionItems }),
    };
    if (await send('recordMonitoringVisit', [{ body: body as never }])) onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={say('visitPack.end')}
      closeButtonProps={{ 'aria-label': say('shell.close') }}
    >
      <form onSubmit={record}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {say('visitPack.endText')}
          </Text>
          <Group align="flex-end" gap="sm">
            <DateInput
              label={say('visitPack.visitedOn')}
              valueFormat="D MMM YYYY"
              value={visitedOn}
              onChange={setVisitedOn}
              maxDate={new Date()}
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
              <DateInput
                label={say('visitPack.dueOn')}
                valueFormat="D MMM YYYY"
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
              onClick={() => setItems([...items, { actionItemId: crypto.randomUUID(), text: '', dueOn: null }])}
            >
              {say('visitPack.addItem')}
            </Button>
          </Group>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {say('shell.cancel')}
            </Button>
            <Button type="submit" loading={progress !== undefined} disabled={visitedOn === null}>
              {say('visitPack.record')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
