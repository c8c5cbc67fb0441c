// The menu of the person: language, colours, account, signing out.
import { Button, Menu, Text, useMantineColorScheme } from '@mantine/core';
import {
  IconDeviceDesktop,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSun,
  IconUser,
  IconUserCog,
  IconUsers,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { askRoute } from '../api/http.js';
import { useMe } from '../api/me.js';
import { type Language, languages, useSpeech } from '../language/message.js';
import { clearDevice } from './clear-device.js';

export function AccountMenu() {
  const { say, choose, language } = useSpeech();
  const me = useMe();
  const { setColorScheme } = useMantineColorScheme();
  const client = useQueryClient();
  const navigate = useNavigate();
  const chooseLanguage = (chosen: Language) => {
    choose(chosen);
    if (me.data?.session) void askRoute('POST /api/me', { body: { locale: chosen } }).catch(() => undefined);
  };
  const signOut = async () => {
    await askRoute('POST /api/sign-out').catch(() => undefined);
    await clearDevice();
    await navigate({ to: '/sign-in' });
    client.clear();
  };
  return (
    <Menu position="bottom-end" width={220} shadow="md">
      <Menu.Target>
        <Button variant="subtle" leftSection={<IconUser size={16} />} aria-label={say('shell.account')} maw={260}>
          <Text span truncate visibleFrom="sm" inherit>
            {me.data?.name}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{say('shell.language')}</Menu.Label>
        {Object.entries(languages).map(([id, name]) => (
          <Menu.Item
            key={id}
            lang={id}
            leftSection={<IconLanguage size={16} />}
            aria-current={id === language}
            fw={id === language ? 650 : 400}
            onClick={() => chooseLanguage(id as Language)}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{say('shell.colours')}</Menu.Label>
        <Menu.Item leftSection={<IconSun size={16} />} onClick={() => setColorScheme('light')}>
          {say('shell.light')}
        </Menu.Item>
        <Menu.Item leftSection={<IconMoon size={16} />} onClick={() => setColorScheme('dark')}>
          {say('shell.dark')}
        </Menu.Item>
        <Menu.Item leftSection={<IconDeviceDesktop size={16} />} onClick={() => setColorScheme('auto')}>
          {say('shell.auto')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconUserCog size={16} />} component={Link} to="/account">
          {say('account.title')}
        </Menu.Item>
        {me.data?.isAdministrator && (
          <Menu.Item leftSection={<IconUsers size={16} />} component={Link} to="/accounts">
            {say('accounts.title')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          {say('shell.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
