// The queries of a site that wait, within the pack of a visit.
import { Anchor, List, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import type { Place } from './protocol-words.js';
import { useParticipants, useProtocolWords } from './trial-words.js';
import type { PackRow } from './visit-pack.js';

export function PackQueries({ rows }: { readonly rows: readonly PackRow[] }) {
  const say = useSay();
  const { trialId } = useTrial();
  const words = useProtocolWords();
  const { number } = useParticipants();
  if (rows.length === 0) return <Text c="dimmed">{say('query.none')}</Text>;
  return (
    <>
      <List spacing={6} size="sm" mb="sm">
        {rows.map((row) => (
          <List.Item key={`${row.participant_id} ${row.text} ${JSON.stringify(row.place)}`}>
            <Text span size="sm" c="dimmed">
              {[number(row.participant_id ?? ''), words.place(row.place as Place)].filter(Boolean).join(' · ')}
            </Text>{' '}
            {row.text}
          </List.Item>
        ))}
      </List>
      <Anchor component={Link} to={`/trials/${trialId}/queries` as never} size="sm">
        {say('visitPack.openQueries')}
      </Anchor>
    </>
  );
}
