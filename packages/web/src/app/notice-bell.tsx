// The bell in the head of every page: how many notices are unread.
import { ActionIcon, Indicator } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useView } from '../api/view.js';
import { useSay } from '../language/message.js';
import type { TrialHere } from './trial-context.js';

export function NoticeBell({ here }: { readonly here: TrialHere }) {
  const say = useSay();
  const { data } = useView(here.trialId, 'notifications', { unread: 'true' }, { enabled: here.may('notifications') });
  if (!here.may('notifications')) return null;
  const count = data?.length ?? 0;
  return (
    <Indicator label={count > 99 ? '99+' : count} size={18} disabled={count === 0} color="accent" offset={4}>
      <ActionIcon
        component={Link}
        to={`/trials/${here.trialId}/notices` as never}
        variant="subtle"
        size="lg"
        aria-label={say('notice.bell', { count })}
      >
        <IconBell size={20} />
      </ActionIcon>
    </Indicator>
  );
}
