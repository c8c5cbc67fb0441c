// The frame of pages outside of a trial: the way home, the account, and the width that the page asks for.
import { Anchor, AppShell, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { AccountMenu } from '../app/account-menu.js';
import { useSay } from '../language/message.js';

export function PlainFrame({
  children,
  maxWidth,
}: {
  readonly children: ReactNode;
  /** In pixels; absent: all there is. */
  readonly maxWidth?: number;
}) {
  const say = useSay();
  return (
    <AppShell header={{ height: 56 }} padding="md">
      <AppShell.Header>
        <a className="eq-skip" href="#content">
          {say('shell.skip')}
        </a>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Anchor component={Link} to="/" fw={700} size="lg" c="inherit">
            Equipoise
          </Anchor>
          <AccountMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Main id="content" tabIndex={-1}>
        <div style={maxWidth === undefined ? undefined : { maxWidth, margin: '0 auto' }}>{children}</div>
      </AppShell.Main>
    </AppShell>
  );
}
