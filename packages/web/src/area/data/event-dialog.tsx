// One event of the record, whole.
import { Code, Modal, Table, Text } from '@mantine/core';
import { useEventNames } from '../../language/event-name.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { useParticipants, usePeople } from '../review/trial-words.js';
import classes from './data.module.css';
import { type AuditRow, payloadText } from './past.js';

export function EventDialog({ event, onClose }: { readonly event: AuditRow; readonly onClose: () => void }) {
  const say = useSay();
  const eventName = useEventNames();
  const { instant } = useFormats();
  const person = usePeople();
  const { known } = useParticipants();
  const content = payloadText(event.payload);
  const lines = [
    [say('time.at'), instant(event.recorded_at)],
    [say('time.person'), person(event.actor_id)],
    [say('time.stream'), known.get(event.stream_id)?.number ?? say('time.trialStream')],
    [say('time.version'), event.protocol_version],
    [say('time.reason'), event.reason ?? '—'],
  ] as const;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={say('time.eventTitle', { type: eventName(event.type), version: String(event.version) })}
      closeButtonProps={{ 'aria-label': say('shell.close') }}
    >
      <Table verticalSpacing={3} mb="sm">
        <Table.Tbody>
          {lines.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={400} w={180}>
                {name}
              </Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" fw={600} mb={4}>
        {say('time.content')}
      </Text>
      {content === undefined ? (
        <Text size="sm" c="dimmed">
          {say('time.sealedContent')}
        </Text>
      ) : (
        <Code block className={classes.payload} tabIndex={0}>
          {content}
        </Code>
      )}
    </Modal>
  );
}
