// The timeline as a list: the same things in words, by day.
import type { Protocol } from '@equipoise/trial';
import { Group, Table, Text } from '@mantine/core';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import type { TimelineEntry } from './timeline.js';
import { Sign } from './timeline-sign.js';
import { wordEntry, wordMore, wordWhen } from './timeline-words.js';

interface TimelineListProps {
  readonly protocol: Protocol;
  readonly entries: readonly TimelineEntry[];
}

export function TimelineList({ protocol, entries }: TimelineListProps) {
  const { say, language } = useSpeech();
  const formats = useFormats();
  const words = { say, language, formats };
  return (
    <Table aria-label={say('timeline.title')} verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{say('shell.date')}</Table.Th>
          <Table.Th>{say('timeline.what')}</Table.Th>
          <Table.Th visibleFrom="sm">{say('timeline.more')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map((entry) => (
          <Table.Tr key={entry.id}>
            <Table.Td className="eq-nowrap">{wordWhen(entry, words)}</Table.Td>
            <Table.Td>
              <Group gap={8} wrap="nowrap">
                <Sign entry={entry} />
                <div>
                  <Text size="sm">{wordEntry(protocol, entry, words)}</Text>
                  <Text size="xs" c="dimmed" hiddenFrom="sm">
                    {wordMore(entry, words)}
                  </Text>
                </div>
              </Group>
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <Text size="sm" c="dimmed">
                {wordMore(entry, words)}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
