// The trials of a person; who has one goes there at once.
import { Badge, Button, Card, Container, Group, SimpleGrid, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { rightsIn, useMe } from '../api/me.js';
import { useSay } from '../language/message.js';
import { wordFor } from '../language/word.js';
import { AccountMenu } from './account-menu.js';
import { homePathFor, onlyHome } from './home-path.js';
import { pages } from './pages.js';

export function Home() {
  const say = useSay();
  const me = useMe();
  const trials = me.data?.trials ?? [];
  const target = onlyHome(pages, me.data);
  const navigate = useNavigate();
  // Once for each target: whatever is drawn anew meanwhile does not send anybody again.
  useEffect(() => {
    if (target !== undefined) void navigate({ to: target as never, replace: true });
  }, [target, navigate]);
  if (target !== undefined) return null;
  return (
    <Container component="main" size="md" py="xl">
      <Group justify="space-between" mb="lg">
        <Title order={1}>{say('shell.trials')}</Title>
        <Group gap="xs">
          {(me.data?.mayCreateTrials || me.data?.isAdministrator) && (
            <Button component={Link} to="/new-trial" variant="light" leftSection={<IconPlus size={16} />}>
              {say('newTrial.start')}
            </Button>
          )}
          <AccountMenu />
        </Group>
      </Group>
      {trials.length === 0 && <Text>{say('shell.noTrials')}</Text>}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {trials.map((trial) => (
          <Card
            key={trial.trialId}
            withBorder
            component={Link}
            to={
              `/trials/${trial.trialId}/${homePathFor(
                pages,
                trial.roles.map(({ role }) => role),
                rightsIn(trial),
              )}` as never
            }
          >
            <Group justify="space-between">
              <Text fw={650} size="lg">
                {trial.acronym}
              </Text>
              {trial.mode === 'rehearsal' && <span className="eq-synthetic">{say('shell.synthetic')}</span>}
            </Group>
            <Text size="sm" c="dimmed">
              {wordFor(say, 'status', trial.status)}
            </Text>
            <Group gap="xs" mt="xs">
              {[...new Set(trial.roles.map(({ role }) => role))].map((role) => (
                <Badge key={role} variant="light" tt="none">
                  {wordFor(say, 'role', role)}
                </Badge>
              ))}
            </Group>
          </Card>
        ))}
      </SimpleGrid>
    </Container>
  );
}
