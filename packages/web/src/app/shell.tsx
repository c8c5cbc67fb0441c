// The frame around every page of a trial: navigation by rights, search, notices, connection, and the mark of unblinded pages.
import { Alert, AppShell, Box, Burger, Group, NavLink, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { Link, Outlet, useLocation, useMatches, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useConnection } from '../api/connection.js';
import { useLiveTrial } from '../api/live.js';
import { isUnblindedIn, rightsIn, useMe } from '../api/me.js';
import { OutboxNote } from '../draft/outbox-note.js';
import { useSay } from '../language/message.js';
import { AccountMenu } from './account-menu.js';
import { pagesFor } from './home-path.js';
import { NotFound } from './not-found.js';
import { NoticeBell } from './notice-bell.js';
import { type Page, pageGroups } from './page.js';
import { pages } from './pages.js';
import { Search } from './search.js';
import { TrialContext, type TrialHere } from './trial-context.js';
import { Unblinded } from './unblinded.js';

export function Shell() {
  const say = useSay();
  const { trial: trialId = '' } = useParams({ strict: false });
  const me = useMe();
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const trial = me.data?.trials.find((each) => each.trialId === trialId);
  const here = useMemo<TrialHere | undefined>(() => {
    if (trial === undefined || !me.data) return undefined;
    const rights = rightsIn(trial);
    const sites = trial.roles.some(({ siteId }) => siteId === '*') ? 'all' : trial.roles.map(({ siteId }) => siteId);
    return {
      trialId,
      trial,
      me: me.data,
      rights,
      may: (right) => rights.has(right),
      pages: pagesFor(pages, rights),
      sites,
    };
  }, [trial, trialId, me.data]);
  useLiveTrial(here?.trialId);
  const isConnected = useConnection();
  const matches = useMatches();
  const page = (matches.at(-1)?.staticData as { page?: Page } | undefined)?.page;
  if (here === undefined) return <NotFound />;
  const isUnblinded = page?.isUnblinded === true || isUnblindedIn(here.trial);
  return (
    <TrialContext.Provider value={here}>
      <AppShell
        header={{ height: 56 }}
        navbar={{ width: 236, breakpoint: 'md', collapsed: { mobile: !isOpen } }}
        padding="md"
      >
        <AppShell.Header>
          <a className="eq-skip" href="#content">
            {say('shell.skip')}
          </a>
          <Group h="100%" px="md" justify="space-between" wrap="nowrap">
            <Group gap="sm" wrap="nowrap">
              <Burger opened={isOpen} onClick={toggle} hiddenFrom="md" size="sm" aria-label={say('shell.menu')} />
              <Text component={Link} to="/" fw={700} size="lg" c="inherit" td="none">
                {here.trial.acronym}
              </Text>
              {here.trial.mode === 'rehearsal' && (
                <span className="eq-synthetic" title={say('shell.rehearsal')}>
                  {say('shell.synthetic')}
                </span>
              )}
              {isUnblinded && (
                <Text size="sm" fw={700} c="var(--eq-unblinded)" visibleFrom="xs">
                  {say('shell.unblinded')}
                </Text>
              )}
            </Group>
            <Group gap="xs" wrap="nowrap">
              <Box visibleFrom="sm">
                <Search w={260} />
              </Box>
              <NoticeBell here={here} />
              <AccountMenu />
            </Group>
          </Group>
        </AppShell.Header>
        <AppShell.Navbar aria-label={say('shell.menu')}>
          <Box hiddenFrom="sm" p="sm" pb={0}>
            <Search w="100%" onGo={close} />
          </Box>
          <Box p="xs" flex={1} mih={0} className="eq-scroll">
            <Navigation here={here} onGo={close} />
          </Box>
        </AppShell.Navbar>
        <AppShell.Main id="content" tabIndex={-1}>
          {!isConnected && (
            <Alert color="orange" icon={<IconPlugConnectedX size={18} />} mb="md" role="status">
              {say('shell.offline')}
            </Alert>
          )}
          <OutboxNote />
          <Outlet />
        </AppShell.Main>
      </AppShell>
      {isUnblinded && <Unblinded name={here.me.name} />}
    </TrialContext.Provider>
  );
}

function Navigation({ here, onGo }: { readonly here: TrialHere; readonly onGo: () => void }) {
  const say = useSay();
  const { pathname } = useLocation();
  const shown = here.pages.filter(({ group }) => group !== undefined);
  return pageGroups.map((group) => {
    const own = shown.filter((page) => page.group === group);
    if (own.length === 0) return null;
    return (
      <div key={group}>
        <Text size="xs" fw={650} c="dimmed" px="sm" pt="sm" pb={4}>
          {say(`group.${group}`)}
        </Text>
        {own.map((page) => {
          const to = `/trials/${here.trialId}/${page.path}`;
          const isHere = pathname === to || pathname.startsWith(`${to}/`);
          return (
            <NavLink
              key={page.path}
              component={Link}
              to={to as never}
              label={say(page.title)}
              active={isHere}
              aria-current={isHere ? 'page' : undefined}
              leftSection={page.icon && <page.icon size={18} stroke={1.6} />}
              onClick={onGo}
            />
          );
        })}
      </div>
    );
  });
}
