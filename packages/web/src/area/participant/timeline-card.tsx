// The timeline of a participant on the page: drawn, or as a list; of what a role may see.
import type { Protocol } from '@equipoise/trial';
import { Card, Group, SegmentedControl, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay } from '../../language/message.js';
import { todayHere } from '../../part/moment.js';
import type { PartOfParticipant } from './participant-page.js';
import { shapeKey } from './strip-view.js';
import { type TimelineEntry, timelineEntries, timelineScale } from './timeline.js';
import classes from './timeline.module.css';
import { TimelineList } from './timeline-list.js';
import { Sign } from './timeline-sign.js';
import { TimelineView } from './timeline-view.js';

const kept = 'equipoise.timeline';

/** How somebody likes it is remembered for the session, and tells of nobody. */
function rememberedView(): 'drawing' | 'list' {
  const stored = window.sessionStorage.getItem(kept);
  if (stored === 'list' || stored === 'drawing') return stored;
  return window.matchMedia('(max-width: 600px)').matches ? 'list' : 'drawing';
}

export function TimelineCard({ participant, protocol, calendar }: PartOfParticipant) {
  const say = useSay();
  const { trialId, may } = useTrial();
  const { participant_id: participantId } = participant;
  const params = { participantId };
  const consents = useView(trialId, 'participantConsents', params, { enabled: may('participants') });
  const milestones = useView(trialId, 'participantMilestones', params, { enabled: may('participants') });
  const gates = useView(trialId, 'participantGates', params, { enabled: may('schedule') });
  const adverseEvents = useView(trialId, 'adverseEvents', params, { enabled: may('adverseEvents') });
  const openings = useView(trialId, 'openings', params, { enabled: may('openings') });
  const [view, setView] = useState(rememberedView);
  const today = todayHere();
  const entries = useMemo(
    () =>
      timelineEntries(protocol, {
        ...{ visits: calendar, today },
        consents: consents.data,
        milestones: milestones.data,
        gates: gates.data,
        adverseEvents: adverseEvents.data,
        openings: openings.data,
      }),
    [protocol, calendar, today, consents.data, milestones.data, gates.data, adverseEvents.data, openings.data],
  );
  const scale = useMemo(
    () => timelineScale(protocol, { visits: calendar, today }, entries),
    [protocol, calendar, today, entries],
  );
  if (scale === undefined) return null;
  const home = `/trials/${trialId}/participants/${participantId}`;
  return (
    <Card withBorder mb="md" p="sm">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3">
          {say('timeline.title')}
        </Title>
        <SegmentedControl
          size="xs"
          aria-label={say('timeline.view')}
          value={view}
          onChange={(value) => {
            const chosen = value === 'list' ? 'list' : 'drawing';
            window.sessionStorage.setItem(kept, chosen);
            setView(chosen);
          }}
          data={[
            { value: 'drawing', label: say('timeline.drawing') },
            { value: 'list', label: say('timeline.list') },
          ]}
        />
      </Group>
      {view === 'list' ? (
        <TimelineList protocol={protocol} entries={entries} />
      ) : (
        <>
          <TimelineView
            {...{ protocol, entries, scale }}
            today={today}
            pathOf={(entry) => pathOf(entry, protocol, home)}
          />
          <Legend entries={entries} />
        </>
      )}
    </Card>
  );
}

const tabs: Partial<Readonly<Record<TimelineEntry['kind'], string>>> = {
  consent: 'consent',
  adverseEvent: 'events',
  seriousEvent: 'events',
};

/** A visit leads to its first form, what else there is to the part of the page that tells more. */
function pathOf(entry: TimelineEntry, protocol: Protocol, home: string) {
  const form = entry.kind === 'visit' ? protocol.visits.find(({ id }) => id === entry.about)?.forms[0] : undefined;
  if (form !== undefined) return { to: `${home}/forms/${entry.about}/${form}/1` };
  const tab = entry.lane === 'treatment' ? 'treatment' : tabs[entry.kind];
  return tab === undefined ? undefined : { to: home, tab };
}

/** What the signs mean that are on this timeline, and no others. */
function Legend({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  const say = useSay();
  const shown = new Map(entries.map((entry) => [entry.kind === 'visit' ? `visit ${entry.shape}` : entry.kind, entry]));
  return (
    <div className={classes.legend}>
      {[...shown].map(([key, entry]) => (
        <span key={key}>
          <Sign entry={entry} />
          {entry.kind === 'visit' ? say(shapeKey(entry.shape ?? 'undated')) : say(`timeline.sign.${entry.kind}`)}
        </span>
      ))}
    </div>
  );
}
