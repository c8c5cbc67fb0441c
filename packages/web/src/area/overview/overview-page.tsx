// How the trial stands, for everybody who has a role in it: places, numbers, and the way to each page.
import { Badge, Card, Group, SimpleGrid, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { wordFor } from '../../language/word.js';
import { PageHeader } from '../../part/page-header.js';

export function Page() {
  const say = useSay();
  const { trial, trialId, pages } = useTrial();
  return (
    <>
      <PageHeader title={trial.acronym} help={say('overview.help')} />
      <Group mb="lg" gap="xs">
        <Badge variant="light" tt="none">
          {wordFor(say, 'status', trial.status)}
        </Badge>
        {trial.roles.map(({ role, siteId }) => (
          <Badge key={`${role} ${siteId}`} variant="default" tt="none">
            {wordFor(say, 'role', role)} · {siteId === '*' ? say('overview.everywhere') : siteId}
          </Badge>
        ))}
      </Group>
      <Title order={2} mb="sm">
        {say('overview.pages')}
      </Title>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {pages
          .filter(({ group, path }) => group !== undefined && path !== 'overview')
          .map((page) => (
            <Card key={page.path} withBorder component={Link} to={`/trials/${trialId}/${page.path}` as never}>
              <Group gap="sm" wrap="nowrap">
                {page.icon && <page.icon size={20} stroke={1.6} />}
                <Text fw={600}>{say(page.title)}</Text>
              </Group>
            </Card>
          ))}
      </SimpleGrid>
    </>
  );
}
