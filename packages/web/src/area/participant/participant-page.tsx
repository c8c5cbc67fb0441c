// One participant: where they stand on the timeline, and everything that is known of them.
import type { Protocol } from '@equipoise/trial';
import { Alert, Badge, Group, Tabs, Text } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import { type RowOf, useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { type MessageKey, useSay } from '../../language/message.js';
import { later, whenIdle } from '../../part/later.js';
import { PageHeader } from '../../part/page-header.js';
import { QueryState, Waiting } from '../../part/query-state.js';
import { ParticipantActions } from './participant-actions.js';
import { StatusBadge } from './status-badge.js';
import { TimelineCard } from './timeline-card.js';
import { useProtocol } from './use-protocol.js';
import { VisitsTab } from './visits-tab.js';

/** What every part of the page is told. */
export interface PartOfParticipant {
  readonly participant: RowOf<'participants'>;
  readonly protocol: Protocol;
  readonly calendar: readonly RowOf<'calendar'>[];
}

interface Part {
  readonly id: string;
  readonly title: MessageKey;
  /** Any of these rights shows it. */
  readonly rights: readonly string[];
  readonly Content: React.ComponentType<PartOfParticipant>;
  readonly fetch?: () => void;
}

const parts: readonly Part[] = [
  { id: 'visits', title: 'participant.visits', rights: ['schedule'], Content: VisitsTab },
  {
    id: 'consent',
    title: 'participant.consent',
    rights: ['participants'],
    ...later(async () => (await import('./consent-tab.js')).ConsentTab),
  },
  {
    id: 'eligibility',
    title: 'participant.eligibility',
    rights: ['forms'],
    ...later(async () => (await import('./eligibility-tab.js')).EligibilityTab),
  },
  {
    id: 'treatment',
    title: 'participant.treatment',
    rights: ['schedule'],
    ...later(async () => (await import('./treatment-tab.js')).TreatmentTab),
  },
  {
    id: 'medication',
    title: 'participant.medication',
    rights: ['forms'],
    ...later(async () => (await import('./log-tab.js')).LogTab),
  },
  {
    id: 'events',
    title: 'participant.events',
    rights: ['adverseEvents'],
    ...later(async () => (await import('./adverse-events-tab.js')).AdverseEventsTab),
  },
  {
    id: 'deviations',
    title: 'participant.deviations',
    rights: ['deviations'],
    ...later(async () => (await import('./deviations-tab.js')).DeviationsTab),
  },
  {
    id: 'files',
    title: 'participant.files',
    rights: ['attachments'],
    ...later(async () => (await import('./files-tab.js')).FilesTab),
  },
  {
    id: 'identity',
    title: 'privacy.identity',
    rights: ['identifiers'],
    ...later(async () => (await import('../privacy/identity-tab.js')).IdentityTab),
  },
];

export function Page() {
  const say = useSay();
  const { trialId, may } = useTrial();
  const { participant: participantId = '' } = useParams({ strict: false }) as Readonly<Record<string, string>>;
  const person = useView(trialId, 'participants', { participantId }, { enabled: may('participants') });
  const calendar = useView(trialId, 'calendar', { participantId }, { enabled: may('schedule') });
  const row = person.data?.[0] ?? unseen(calendar.data?.[0]);
  const { query, protocol } = useProtocol(row?.site_id, row !== undefined);
  const asked = useAsked(participantId);
  if (row === undefined) {
    return (
      <QueryState query={(may('participants') ? person : calendar) as typeof person} empty={say('participant.unknown')}>
        {() => null}
      </QueryState>
    );
  }
  return (
    <QueryState query={query} lines={10}>
      {() =>
        protocol === undefined ? null : (
          <Whole participant={row} protocol={protocol} calendar={calendar.data ?? []} asked={asked} />
        )
      }
    </QueryState>
  );
}

interface Asked {
  readonly questions: number;
  readonly queries: number;
}

/** How much is asked about a participant: by checks, and by people. */
function useAsked(participantId: string): Asked {
  const { trialId, may } = useTrial();
  const questions = useView(trialId, 'openQuestions', { participantId }, { enabled: may('forms') });
  const queries = useView(trialId, 'queries', { participantId, status: 'unclosed' }, { enabled: may('queries') });
  return {
    questions: questions.data?.[0]?.questions.filter(({ severity }) => severity === 'query').length ?? 0,
    queries: queries.data?.length ?? 0,
  };
}

/** Who may see the calendar alone knows of a participant what stands in it. */
function unseen(visit: RowOf<'calendar'> | undefined): RowOf<'participants'> | undefined {
  if (visit === undefined) return undefined;
  const { participant_id, site_id } = visit;
  return {
    ...{ participant_id, site_id, screening_number: '', screened_on: null, status: '', randomisation_number: null },
    ...{ stratum: null, corrected_stratum: null, randomised_on: null, product_secured: false, withdrawn: [] },
  };
}

function Whole({ asked, ...props }: PartOfParticipant & { readonly asked: Asked }) {
  const { participant, protocol } = props;
  const { site_id } = participant;
  const say = useSay();
  const { day } = useFormats();
  const { trialId, may, rights, trial } = useTrial();
  const navigate = useNavigate();
  const { tab } = useSearch({ strict: false }) as { readonly tab?: string };
  const shown = parts.filter(
    ({ id, rights: wanted }) =>
      wanted.some((right) => rights.has(right)) &&
      (id !== 'medication' || protocol.forms.some(({ log }) => log)) &&
      (id !== 'treatment' || protocol.administrations.length > 0) &&
      // A role for all sites, or for a country, shows who nobody is.
      (id !== 'identity' || trial.roles.some((role) => role.siteId === site_id && role.rights.includes('identifiers'))),
  );
  const active = shown.some(({ id }) => id === tab) ? tab : shown[0]?.id;
  useEffect(
    () =>
      whenIdle(() => {
        for (const { fetch } of parts) fetch?.();
      }),
    [],
  );
  return (
    <>
      <PageHeader
        title={participant.screening_number === '' ? say('participant.title') : participant.screening_number}
        help={
          <Group gap="xs" component="span">
            {participant.randomisation_number !== null && (
              <Badge component="span" variant="default" tt="none" size="lg">
                {participant.randomisation_number}
              </Badge>
            )}
            {participant.status !== '' && <StatusBadge status={participant.status} withdrawn={participant.withdrawn} />}
            {participant.screened_on !== null && (
              <span>{say('participant.screenedOn', { day: day(participant.screened_on) })}</span>
            )}
            {participant.randomised_on !== null && (
              <span>{say('participant.randomisedOn', { day: day(participant.randomised_on) })}</span>
            )}
            {protocol.product !== undefined && participant.product_secured && <span>{say('participant.secured')}</span>}
          </Group>
        }
        actions={<ParticipantActions {...props} />}
      />
      {(asked.questions > 0 || asked.queries > 0) && (
        <Alert color="orange" variant="light" mb="md" py="xs">
          <Text size="sm">{say('participant.questions', { questions: asked.questions, queries: asked.queries })}</Text>
        </Alert>
      )}
      {(may('schedule') || may('participants')) && <TimelineCard {...props} />}
      <Tabs
        value={active ?? null}
        keepMounted={false}
        onChange={(value) =>
          void navigate({
            to: `/trials/${trialId}/participants/${participant.participant_id}` as never,
            search: { tab: value } as never,
            replace: true,
          })
        }
      >
        <Tabs.List mb="md">
          {shown.map(({ id, title }) => (
            <Tabs.Tab key={id} value={id}>
              {say(title)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {shown.map(({ id, Content }) => (
          <Tabs.Panel key={id} value={id}>
            <Suspense fallback={<Waiting />}>
              <Content {...props} />
            </Suspense>
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
