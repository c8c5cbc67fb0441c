// Where the account is signed in, and the programs that act as it.
import { Badge, Button, Group, Stack, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { askRoute } from '../../api/http.js';
import type { Me } from '../../api/me.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { QueryState } from '../../part/query-state.js';
import { ApiTokens } from './api-tokens.js';
import { Outcome, Section } from './section.js';
import { useDeed } from './use-deed.js';

export function Sessions({ me }: { readonly me: Me }) {
  const say = useSay();
  const { instant } = useFormats();
  const sessions = useQuery({ queryKey: ['account', 'sessions'], queryFn: () => askRoute('GET /api/me/sessions') });
  const deed = useDeed();
  return (
    <Stack gap="md">
      <Section title={say('account.sessions')}>
        <QueryState query={sessions} lines={3}>
          {(data) => (
            <Table aria-label={say('account.sessions')}>
              <Table.Tbody>
                {data.sessions.map(({ sessionId, isThis, startedAt, browser }) => (
                  <Table.Tr key={sessionId}>
                    <Table.Td>
                      {browser ?? '—'}{' '}
                      {isThis && (
                        <Badge variant="light" tt="none">
                          {say('account.thisSession')}
                        </Badge>
                      )}
                    </Table.Td>
                    <Table.Td c="dimmed">{say('account.startedAt', { at: instant(startedAt) })}</Table.Td>
                    <Table.Td ta="right">
                      {!isThis && (
                        <Button
                          size="compact-sm"
                          variant="subtle"
                          onClick={() =>
                            void deed.run(() => askRoute('DELETE /api/me/sessions/{id}', { path: { id: sessionId } }))
                          }
                        >
                          {say('account.endSession')}
                        </Button>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </QueryState>
        <Group justify="flex-end" mt="sm">
          <Button
            variant="light"
            onClick={() =>
              void deed
                .run(() => askRoute('DELETE /api/me/sessions'))
                .then((isDone) => {
                  if (isDone) window.location.assign('/sign-in');
                })
            }
          >
            {say('account.endAll')}
          </Button>
        </Group>
        <Outcome deed={{ isDone: false, error: deed.error }} done="" />
      </Section>
      <ApiTokens me={me} />
    </Stack>
  );
}
