// The state of a query, in words.
import { Badge } from '@mantine/core';
import { type MessageKey, useSay } from '../../language/message.js';

export function QueryBadge({ status }: { readonly status: string }) {
  const say = useSay();
  const colour =
    status === 'open' ? 'var(--eq-warning-text)' : status === 'answered' ? 'var(--mantine-color-anchor)' : undefined;
  return (
    <Badge variant="default" c={colour} size="sm" tt="none">
      {say(`query.is.${status}` as MessageKey)}
    </Badge>
  );
}
