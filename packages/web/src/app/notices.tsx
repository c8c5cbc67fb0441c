// Short notices in a corner; the button that closes one has a name in the language of the page.
import { MantineThemeProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { useSay } from '../language/message.js';

export function Notices() {
  const say = useSay();
  const closeButtonProps = { 'aria-label': say('shell.close') };
  return (
    <MantineThemeProvider theme={{ components: { Notification: { defaultProps: { closeButtonProps } } } }}>
      <Notifications position="bottom-right" />
    </MantineThemeProvider>
  );
}
