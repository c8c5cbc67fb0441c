// The states of everything that is asked of the server: loading without a shift, failed with another try, empty, there.
import { Skeleton, Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useSay } from '../language/message.js';
import { ErrorNote } from './error-note.js';

interface QueryStateProps<T> {
  readonly query: UseQueryResult<T, Error>;
  /** What stands where the answer has no rows; by default "Nothing here." */
  readonly empty?: ReactNode;
  /** Lines of the skeleton while it loads. */
  readonly lines?: number;
  readonly children: (data: T) => ReactNode;
}

/** Shows `children` with the answer, or the state that it is in. */
export function QueryState<T>({ query, empty, lines = 6, children }: QueryStateProps<T>) {
  const say = useSay();
  if (query.data !== undefined) {
    if (Array.isArray(query.data) && query.data.length === 0)
      return (
        <Stack align="center" py="xl">
          <Text c="dimmed" component="div">
            {empty ?? say('shell.empty')}
          </Text>
        </Stack>
      );
    return <>{children(query.data)}</>;
  }
  if (query.isError) return <ErrorNote error={query.error} onRetry={() => void query.refetch()} />;
  return <Waiting lines={lines} />;
}

/** Lines of a skeleton: something loads. */
export function Waiting({ lines = 6 }: { readonly lines?: number }) {
  const say = useSay();
  return (
    <Stack gap="xs" aria-busy="true" aria-label={say('shell.loading')} role="status">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines never move.
        <Skeleton key={line} height={28} />
      ))}
    </Stack>
  );
}
