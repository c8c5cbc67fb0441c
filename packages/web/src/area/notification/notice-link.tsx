// Where a notice leads.
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { RowOf } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';

export function NoticeLink({ notice }: { readonly notice: RowOf<'notifications'> }) {
  const say = useSay();
  const { trialId, may } = useTrial();
  if (notice.participant_id === null || !may('participants')) return null;
  return (
    <Anchor component={Link} to={`/trials/${trialId}/participants/${notice.participant_id}` as never} size="xs">
      {say('review.openParticipant')}
    </Anchor>
  );
}
