// What stands where a page could not be shown, such as one whose files are gone since an upgrade.
import { Anchor, Button, Container, Group, Text, Title } from '@mantine/core';
import { useSay } from '../language/message.js';

export function PageFailed() {
  const say = useSay();
  return (
    <Container py="xl" role="alert">
      <Title order={1}>{say('shell.pageFailed')}</Title>
      <Text my="md">{say('shell.pageFailedHelp')}</Text>
      <Group>
        <Button onClick={() => window.location.reload()}>{say('shell.reload')}</Button>
        <Anchor href="/">{say('shell.home')}</Anchor>
      </Group>
    </Container>
  );
}
