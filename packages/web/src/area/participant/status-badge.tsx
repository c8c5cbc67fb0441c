// Where a participant stands, in words.
import { Badge } from '@mantine/core';
import { type MessageKey, useSay } from '../../language/message.js';

const known: Readonly<Record<string, MessageKey>> = {
  screened: 'participant.state.screened',
  randomised: 'participant.state.randomised',
  treated: 'participant.state.treated',
  withdrawn: 'participant.state.withdrawn',
};

export function StatusBadge({ status, withdrawn }: { readonly status: string; readonly withdrawn: readonly string[] }) {
  const say = useSay();
  const key = known[status];
  const kinds = withdrawn.map((kind) => say(`withdraw.kind.${kind as 'treatment'}`)).join(', ');
  return (
    <Badge
      variant={status === 'withdrawn' ? 'outline' : 'light'}
      color={status === 'withdrawn' ? 'gray' : undefined}
      tt="none"
    >
      {key === undefined ? status : say(key)}
      {kinds !== '' && `: ${kinds}`}
    </Badge>
  );
}
