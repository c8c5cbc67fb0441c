// Lets through who is signed in; others go to the page of signing in and come back to where they were.
import { Loader, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { signals } from '../api/http.js';
import { useMe } from '../api/me.js';
import { useSay } from '../language/message.js';
import { ErrorNote } from '../part/error-note.js';

export function SignedIn() {
  const say = useSay();
  const me = useMe();
  const client = useQueryClient();
  const router = useRouter();
  const wasIn = useRef(false);
  if (me.data) wasIn.current = true;
  const isOut = me.data === null;
  // Once: each further try would end the one before it.
  useEffect(() => {
    if (!isOut) return;
    const from = router.state.location.href;
    const search = wasIn.current ? { from, ended: true } : { from };
    void router.navigate({ to: '/sign-in', search: search as never, replace: true });
  }, [isOut, router]);
  useEffect(() => {
    const ended = () => void client.invalidateQueries({ queryKey: ['me'] });
    signals.addEventListener('signed-out', ended);
    return () => signals.removeEventListener('signed-out', ended);
  }, [client]);
  if (me.isPending || isOut)
    return (
      <Stack align="center" justify="center" mih="60vh">
        <Loader aria-label={say('shell.loading')} />
      </Stack>
    );
  if (me.isError) return <ErrorNote error={me.error} onRetry={() => void me.refetch()} />;
  return <Outlet />;
}
