// What stands where there is no page.
import { Anchor, Container, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useSay } from '../language/message.js';

export function NotFound() {
  const say = useSay();
  return (
    <Container component="main" py="xl">
      <Title order={1}>404</Title>
      <Text my="md">{say('shell.notFound')}</Text>
      <Anchor component={Link} to="/">
        {say('shell.home')}
      </Anchor>
    </Container>
  );
}
