// Cuts: looks at a part of the data while the trial goes on. Making one freezes it; its audience alone is unblinded for it.
import { Alert, Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { IconEyeOff, IconScissors } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../../api/http.js';
import { asId } from '../../api/id.js';
import { useProtocol } from '../../api/protocol.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { ReasonDialog } from '../review/reason-dialog.js';
import { useSendMany } from '../review/send-many.js';
import { useProtocolWords } from '../review/trial-words.js';
import { cutsIn, type MadeCut } from './cut.js';

export function Page() {
  const say = useSay();
  const { trialId, may } = useTrial();
  const { instant } = useFormats();
  const words = useProtocolWords();
  const protocol = useProtocol(trialId);
  const mayLook = ['blindedReport', 'cutReport', 'unblindedReport'].some(may);
  const made = useQuery({
    queryKey: ['trial', trialId, 'analyses', 'cuts'],
    queryFn: ({ signal }) => ask<{ cuts: readonly MadeCut[] }>('GET', `/api/trials/${trialId}/analyses`, { signal }),
    enabled: mayLook,
  });
  const { send, progress } = useSendMany();
  const [opening, setOpening] = useState<string>();
  return (
    <>
      <PageHeader title={say('cut.title')} help={say('cut.help')} />
      <QueryState query={protocol}>
        {(here) => {
          const cuts = cutsIn(here.protocol, made.data?.cuts ?? []);
          if (cuts.length === 0) return <Text c="dimmed">{say('cut.none')}</Text>;
          return (
            <Stack gap="md">
              {cuts.map((cut) => (
                <Card key={cut.id} withBorder component="section" aria-label={words.text(cut.name)}>
                  <Group justify="space-between" align="flex-start">
                    <div>
                      <Group gap="xs">
                        <Title order={2}>{words.text(cut.name)}</Title>
                        {mayLook && (
                          <Badge variant="outline" color={cut.madeAt === undefined ? 'gray' : 'teal'} tt="none">
                            {say(cut.madeAt === undefined ? 'cut.notMade' : 'cut.made')}
                          </Badge>
                        )}
                      </Group>
                      <Text size="sm" mt={4}>
                        {say('cut.visits', { visits: cut.visits.map(words.visit).join(', ') })}
                      </Text>
                      <Text size="sm">{say('cut.audience', { roles: cut.audience.map(words.role).join(', ') })}</Text>
                      {cut.madeAt !== undefined && (
                        <Text size="sm" c="dimmed" mt={4}>
                          {say('cut.madeAt', { at: instant(cut.madeAt) })}
                        </Text>
                      )}
                      {cut.openedAt !== undefined && (
                        <Text size="sm" c="dimmed">
                          {say('cut.openedAt', { at: instant(cut.openedAt) })}
                        </Text>
                      )}
                    </div>
                    <Group gap="xs">
                      {may('makeDataCut') && cut.madeAt === undefined && (
                        <Button
                          leftSection={<IconScissors size={16} />}
                          loading={progress !== undefined}
                          onClick={() => void send('makeDataCut', [{ body: { cut: asId(cut.id) } }])}
                        >
                          {say('cut.make')}
                        </Button>
                      )}
                      {may('openDataCut') && (
                        <Button
                          variant="default"
                          leftSection={<IconEyeOff size={16} />}
                          onClick={() => setOpening(cut.id)}
                        >
                          {say('cut.open')}
                        </Button>
                      )}
                    </Group>
                  </Group>
                </Card>
              ))}
              <Alert variant="light" color="gray">
                {say('cut.sealed')}
              </Alert>
            </Stack>
          );
        }}
      </QueryState>
      {opening !== undefined && (
        <ReasonDialog
          title={say('cut.open')}
          text={say('cut.openText')}
          label={say('cut.purpose')}
          doLabel={say('cut.open')}
          onDo={(purpose) => send('openDataCut', [{ body: { cut: asId(opening), purpose } }])}
          onClose={() => setOpening(undefined)}
        />
      )}
    </>
  );
}
