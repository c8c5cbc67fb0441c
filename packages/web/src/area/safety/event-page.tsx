// One adverse event: what the site reported, both judgements side by side, clocks, and what the sponsor held when.
import { Anchor, Badge, Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useProtocol, useText } from '../../api/protocol.js';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { FactList } from '../../part/fact-list.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import type { CaseFacts, EventFacts } from './case.js';
import { ClocksTable } from './clocks-table.js';
import { Judgements, Reported, Versions } from './event-facts.js';
import { JudgeDialog } from './judge-dialog.js';
import { ReactionPart } from './reaction-part.js';
import { UpdateDialog } from './update-dialog.js';
import { VersionDialog } from './version-dialog.js';
import { useAdverseEventWords } from './words.js';

type Open = 'judge' | 'version' | 'update';

export function Page() {
  const say = useSay();
  const text = useText();
  const { day, instant } = useFormats();
  const { participant: participantId = '', event: id = '' } = useParams({ strict: false }) as {
    participant?: string;
    event?: string;
  };
  const { trialId, may } = useTrial();
  const events = useView(trialId, 'adverseEvents', { participantId });
  const cases = useView(trialId, 'seriousEvents', { participantId }, { enabled: may('seriousEvents') });
  const listing = useView(trialId, 'lineListing', { participantId }, { enabled: may('lineListing') });
  const clocks = useView(trialId, 'safetyClocks', { participantId }, { enabled: may('safetyClocks') });
  const [open, setOpen] = useState<Open>();
  const row = events.data?.find((one) => one.adverse_event_id === id);
  const protocol = useProtocol(trialId, { siteId: row?.site_id });
  const words = useAdverseEventWords(protocol.data?.protocol);
  const facts = cases.data?.find((one) => one.id === id && one.kind === 'seriousEvent')?.facts as CaseFacts | undefined;
  const listed = listing.data?.find((one) => one.adverse_event_id === id);
  const own = (clocks.data ?? []).filter((one) => one.adverse_event_id === id);
  const close = () => setOpen(undefined);
  return (
    <QueryState query={events}>
      {() => {
        if (row === undefined) return <Text>{say('shell.notFound')}</Text>;
        const event = row.facts as EventFacts;
        const number = listed?.participant ?? '';
        const target = { participantId, adverseEventId: id };
        return (
          <>
            <PageHeader
              title={event.term}
              help={
                <>
                  <Anchor
                    component={Link}
                    underline="always"
                    to={`/trials/${trialId}/participants/${participantId}` as never}
                  >
                    {number || say('shell.participant')}
                  </Anchor>
                  {` · ${row.site_id} · ${words.dayOrMissing(event.startedOn)}`}
                </>
              }
              actions={
                <>
                  {may('updateAdverseEvent') && (
                    <Button variant="default" onClick={() => setOpen('update')}>
                      {say('safety.update')}
                    </Button>
                  )}
                  {may('recordCaseVersion') && facts !== undefined && (
                    <Button variant="default" onClick={() => setOpen('version')}>
                      {say('safety.addVersion')}
                    </Button>
                  )}
                  {may('assessSeriousEvent') && facts !== undefined && (
                    <Button onClick={() => setOpen('judge')}>{say('safety.judge')}</Button>
                  )}
                </>
              }
            />
            <Group gap="xs" mb="md">
              <Badge
                color={facts?.isSerious ? 'red.9' : 'gray'}
                variant={facts?.isSerious ? 'filled' : 'default'}
                tt="none"
              >
                {say(event.serious || facts?.isSerious ? 'safety.serious' : 'safety.notSerious')}
              </Badge>
              {facts?.dayZero !== undefined && (
                <Badge variant="default" tt="none">
                  {say('safety.dayZero')}: {instant(facts.dayZero)}
                </Badge>
              )}
            </Group>
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              <Section title={say('safety.reported')}>
                <Reported event={event} words={words} />
                {listed !== undefined && (
                  <FactList
                    facts={[
                      [
                        say('safety.administrations'),
                        (listed.administrations as { administration: string; startedAt: string | null }[])
                          .map(({ administration, startedAt }) => {
                            const known = protocol.data?.protocol.administrations.find(
                              (one) => one.id === administration,
                            );
                            return `${text(known?.name) || administration} ${day(startedAt)}`;
                          })
                          .join(' · '),
                      ],
                    ]}
                  />
                )}
              </Section>
              {facts !== undefined && (
                <Section title={say('safety.judgement')}>
                  <Judgements facts={facts} words={words} />
                </Section>
              )}
            </SimpleGrid>
            <Stack mt="md" gap="md">
              {own.length > 0 && (
                <Section title={say('safety.clocks')}>
                  <ClocksTable clocks={own} label={say('safety.clocks')} />
                </Section>
              )}
              {may('reactionReports') && <ReactionPart {...target} number={number} siteId={row.site_id} />}
              {facts !== undefined && (
                <Section title={say('safety.versions')}>
                  <Versions facts={facts} words={words} />
                </Section>
              )}
            </Stack>
            {open === 'judge' && facts !== undefined && protocol.data && (
              <JudgeDialog {...target} facts={facts} protocol={protocol.data.protocol} onClose={close} />
            )}
            {open === 'version' && facts !== undefined && <VersionDialog {...target} facts={facts} onClose={close} />}
            {open === 'update' && protocol.data && (
              <UpdateDialog
                {...target}
                event={event}
                version={row.version ?? 0}
                protocol={protocol.data.protocol}
                onClose={close}
              />
            )}
          </>
        );
      }}
    </QueryState>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Card withBorder component="section" aria-label={title}>
      <Title order={2} mb="xs">
        {title}
      </Title>
      {children}
    </Card>
  );
}
