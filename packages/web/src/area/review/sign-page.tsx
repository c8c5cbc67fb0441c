// Sign and decide: the stack of what waits for the investigator, with the evidence beside it.
import { Badge, Group, Select, Text, UnstyledButton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState } from '../../part/query-state.js';
import { type Decision, decisionsOf } from './decision.js';
import { EventPanel } from './event-panel.js';
import classes from './review.module.css';
import { SignFormsPanel, SignParticipantPanel } from './sign-panel.js';
import { useParticipants, useProtocolWords, useSites } from './trial-words.js';

export function Page() {
  const say = useSay();
  const { trialId, may } = useTrial();
  const [siteId, setSite] = useState<string | null>(null);
  const sites = useSites();
  const pack = useView(trialId, 'signingPack', siteId === null ? {} : { siteId });
  const mayJudge = may('updateAdverseEvent') && may('adverseEvents');
  const events = useView(trialId, 'adverseEvents', {}, { enabled: mayJudge });
  const { protocol } = useProtocolWords();
  const decisions = useMemo(
    () =>
      decisionsOf({
        pack: pack.data ?? [],
        adverseEvents: (events.data ?? []).filter(({ site_id }) => siteId === null || site_id === siteId),
        protocol,
      }),
    [pack.data, events.data, protocol, siteId],
  );
  const [chosen, setChosen] = useState<string>();
  const current = decisions.find(({ id }) => id === chosen) ?? decisions[0];
  // Where no form waits, an event may.
  const waiting = { ...pack, data: pack.data && decisions } as UseQueryResult<readonly Decision[], Error>;
  return (
    <>
      <PageHeader
        title={say('sign.title')}
        help={say('sign.help')}
        actions={
          sites.length > 1 && (
            <Select
              aria-label={say('shell.site')}
              placeholder={say('review.allSites')}
              data={[...sites]}
              value={siteId}
              onChange={setSite}
              clearable
              clearButtonProps={{ 'aria-label': say('review.allSites') }}
              w={200}
            />
          )
        }
      />
      <QueryState query={waiting} empty={say('sign.nothing')}>
        {() =>
          current !== undefined && (
            <div className={classes.split}>
              <nav className={classes.stack} aria-label={say('sign.waiting', { count: decisions.length })}>
                <Text size="sm" c="dimmed" px="md" py={8} role="status">
                  {say('sign.waiting', { count: decisions.length })}
                </Text>
                {decisions.map((decision) => (
                  <DecisionCard
                    key={decision.id}
                    decision={decision}
                    isCurrent={decision.id === current.id}
                    onChoose={() => setChosen(decision.id)}
                  />
                ))}
              </nav>
              <Evidence of={current.id}>
                <DecisionPanel key={current.id} decision={current} />
              </Evidence>
            </div>
          )
        }
      </QueryState>
    </>
  );
}

/** What a decision rests on. Once one is made and gone, whoever made it goes on with the next. */
function Evidence({ of, children }: { readonly of: string; readonly children: ReactNode }) {
  const say = useSay();
  const panel = useRef<HTMLElement>(null);
  const shown = useRef(of);
  useEffect(() => {
    if (shown.current !== of && document.activeElement === document.body) panel.current?.focus();
    shown.current = of;
  }, [of]);
  return (
    <section ref={panel} tabIndex={-1} className={classes.panel} aria-label={say('sign.evidence')}>
      {children}
    </section>
  );
}

function DecisionPanel({ decision }: { readonly decision: Decision }) {
  switch (decision.kind) {
    case 'forms':
      return <SignFormsPanel decision={decision} />;
    case 'participant':
      return <SignParticipantPanel decision={decision} />;
    case 'adverseEvent':
      return <EventPanel decision={decision} />;
  }
}

function DecisionCard({
  decision,
  isCurrent,
  onChoose,
}: {
  readonly decision: Decision;
  readonly isCurrent: boolean;
  readonly onChoose: () => void;
}) {
  const say = useSay();
  const { number } = useParticipants();
  return (
    <UnstyledButton className={classes.decision} aria-current={isCurrent} onClick={onChoose}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text fw={600} size="sm">
          {number(decision.participantId)}
        </Text>
        {decision.kind === 'adverseEvent' && decision.facts.serious && (
          <Badge variant="default" c="var(--eq-bad-text)" size="sm" tt="none">
            {say('sign.serious')}
          </Badge>
        )}
        {decision.kind === 'forms' && decision.changed > 0 && (
          <Badge variant="default" c="var(--eq-warning-text)" size="sm" tt="none">
            {say('sign.changedCount', { count: decision.changed })}
          </Badge>
        )}
      </Group>
      <Text size="sm" c="dimmed" truncate>
        <DecisionWords decision={decision} />
      </Text>
    </UnstyledButton>
  );
}

function DecisionWords({ decision }: { readonly decision: Decision }) {
  const say = useSay();
  switch (decision.kind) {
    case 'forms':
      return say('sign.forms', { count: decision.forms.length });
    case 'participant':
      return say('sign.casebook');
    case 'adverseEvent':
      return say('sign.event', { term: decision.facts.term });
  }
}
