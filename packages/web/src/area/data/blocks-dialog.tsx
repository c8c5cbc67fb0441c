// What blocks one condition of one participant, each with the way to where it is dealt with.
import { Anchor, List, Modal, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { type MessageKey, useSay } from '../../language/message.js';
import { useParticipants, useProtocolWords } from '../review/trial-words.js';
import { type Block, blockOf, pathOf, type RoadRow } from './block.js';

interface BlocksDialogProps {
  readonly row: RoadRow;
  readonly condition: string;
  readonly onClose: () => void;
}

export function BlocksDialog({ row, condition, onClose }: BlocksDialogProps) {
  const say = useSay();
  const { trialId } = useTrial();
  const { number } = useParticipants();
  const wordsOf = useBlockWords(row);
  const found = row.conditions.find((one) => one.condition === condition);
  const blocks = (found?.places ?? []).map((place) => ({ place, block: blockOf(condition, place) }));
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={`${number(row.participant_id)} · ${say(`lock.condition.${condition}` as MessageKey)}`}
      closeButtonProps={{ 'aria-label': say('shell.close') }}
    >
      <Text size="sm" c="dimmed" mb="sm">
        {say(found?.demanded ? 'lock.demanded' : 'lock.notDemanded')}
      </Text>
      <List spacing={6} size="sm">
        {blocks.map(({ place, block }) => (
          <List.Item key={place}>
            <Anchor component={Link} to={`/trials/${trialId}/${pathOf(block, row.participant_id)}` as never} size="sm">
              {wordsOf(block)}
            </Anchor>
          </List.Item>
        ))}
      </List>
      {found !== undefined && found.blocks > blocks.length && (
        <Text size="sm" mt="sm">
          {say('lock.more', { count: found.blocks - blocks.length })}
        </Text>
      )}
    </Modal>
  );
}

/** Words for what blocks, with the text of a query and the term of an adverse event. */
function useBlockWords(row: RoadRow): (block: Block) => string {
  const say = useSay();
  const { trialId, may } = useTrial();
  const words = useProtocolWords(row.site_id);
  const participantId = row.participant_id;
  const events = useView(trialId, 'adverseEvents', { participantId }, { enabled: may('adverseEvents') });
  const queries = useView(trialId, 'queries', { participantId }, { enabled: may('queries') });
  return (block) => {
    switch (block.kind) {
      case 'form': {
        const { place, item } = block;
        return words.place({ ...place, ...(item === undefined ? {} : { items: [item] }) });
      }
      case 'casebook':
        return say('lock.casebook');
      case 'query':
        return queries.data?.find(({ query_id }) => query_id === block.queryId)?.text ?? say('lock.query');
      case 'adverseEvent': {
        const facts = events.data?.find(({ adverse_event_id }) => adverse_event_id === block.adverseEventId)?.facts;
        return (facts as { term?: string } | undefined)?.term ?? say('lock.adverseEvent');
      }
      case 'words':
        return block.text;
    }
  };
}
