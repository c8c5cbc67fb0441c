// Lets through who is signed in; others go to the page of signing in and come back to where they were.
import { Loader, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { signals } from '../api/http.js';
import { useMe } from '../api/me.js';
import { useSay } from '../language/message.js';
import { ErrorNote } from '../part/error-note.js';

export function SignedIn() {
  const say = useSay();
  const me = useMe();
  const client = useQueryClient();
  const { href } = useLocation();
  useEffect(() => {
    const ended = () => void client.invalidateQueries({ queryKey: ['me'] });
    signals.addEventListener('signed-out', ended);
    return () => signals.removeEventListener('signed-out', ended);
  }, [client]);
  if (me.isPending)
    return (
      <Stack align="center" justify="center" mih="60vh">
        <Loader aria-label={say('shell.loading')} />
      </Stack>
    );
  if (me.isError) return <ErrorNote error={me.error} onRetry={() => void me.refetch()} />;
  if (me.data === null) return <Navigate to="/sign-in" search={{ from: href } as never} replace />;
  return <Outlet />;
}
