// The time machine: a day, and the trial as it was at its end: rights, protocol, numbers with their history, the record.
import { Badge, Button, Group, SimpleGrid, Tabs, Text, Title, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useView } from '../../api/view.js';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { DayPicker } from '../../part/day-picker.js';
import { PageHeader } from '../../part/page-header.js';
import { AuditTable } from './audit-table.js';
import classes from './data.module.css';
import { HistoryDrawer } from './history-drawer.js';
import { type CountedType, countedTypes, endOfDay, milestoneTypes, peopleIn, todayUtc, versionAt } from './past.js';
import { RecordVerified } from './record-verified.js';
import { RightsTable } from './rights-table.js';

export function Page() {
  const say = useSay();
  const { trialId, may } = useTrial();
  const { day: dayText } = useFormats();
  const [day, setDay] = useState(todayUtc);
  const to = endOfDay(day);
  const held = useView(trialId, 'accessOn', { at: day }, { enabled: may('accessOn') });
  const granted = useView(trialId, 'audit', { type: 'ParticipantScreened', to });
  const [history, setHistory] = useState<CountedType>();
  return (
    <>
      <PageHeader title={say('time.title')} help={say('time.help')} />
      <RecordVerified />
      <Group align="flex-end" gap="sm" mb="md">
        <DayPicker
          label={say('time.day')}
          value={day}
          onChange={(value) => value !== '' && setDay(value)}
          max={todayUtc()}
          required
          w={180}
        />
        <Button variant="default" onClick={() => setDay(todayUtc())}>
          {say('time.today')}
        </Button>
        <Milestones onGo={setDay} />
      </Group>
      <Title order={2} mb="sm" aria-live="polite">
        {say('time.asOf', { day: dayText(day) })}
      </Title>
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm" mb="md">
        <Plain name={say('time.protocol')} value={versionAt(granted.data ?? []) ?? '—'} />
        <Plain name={say('time.people')} value={held.data === undefined ? '—' : String(peopleIn(held.data))} />
        {countedTypes.map((type) => (
          <Count key={type} type={type} to={to} onOpen={() => setHistory(type)} />
        ))}
      </SimpleGrid>
      <Tabs defaultValue={may('accessOn') ? 'rights' : 'record'} keepMounted={false}>
        <Tabs.List mb="sm">
          {may('accessOn') && <Tabs.Tab value="rights">{say('time.rights')}</Tabs.Tab>}
          <Tabs.Tab value="record">{say('time.record')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="rights">
          <RightsTable query={held} />
        </Tabs.Panel>
        <Tabs.Panel value="record">
          <AuditTable day={day} />
        </Tabs.Panel>
      </Tabs>
      {history !== undefined && <HistoryDrawer type={history} day={day} onClose={() => setHistory(undefined)} />}
    </>
  );
}

function Milestones({ onGo }: { readonly onGo: (day: string) => void }) {
  const say = useSay();
  const { day } = useFormats();
  return (
    <Group gap={6} pb={4} role="group" aria-label={say('time.milestones')}>
      {milestoneTypes.map((type) => (
        <Milestone key={type} type={type} onGo={onGo} words={(at) => `${say(`time.milestone.${type}`)} · ${day(at)}`} />
      ))}
    </Group>
  );
}

function Milestone({
  type,
  words,
  onGo,
}: {
  readonly type: (typeof milestoneTypes)[number];
  readonly words: (at: string) => string;
  readonly onGo: (day: string) => void;
}) {
  const { trialId } = useTrial();
  const { data } = useView(trialId, 'audit', { type });
  return (data ?? []).map(({ recorded_at, version }) => (
    <Badge
      key={version}
      component="button"
      variant="outline"
      tt="none"
      size="lg"
      style={{ cursor: 'pointer' }}
      onClick={() => onGo(recorded_at.slice(0, 10))}
    >
      {words(recorded_at)}
    </Badge>
  ));
}

function Plain({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="eq-card" style={{ padding: '10px 14px' }}>
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text fz={26} fw={620} lh={1.2}>
        {value}
      </Text>
    </div>
  );
}

function Count({ type, to, onOpen }: { readonly type: CountedType; readonly to: string; readonly onOpen: () => void }) {
  const say = useSay();
  const { trialId } = useTrial();
  const { data } = useView(trialId, 'audit', { type, to });
  const name = say(`time.count.${type}`);
  const value = data === undefined ? '—' : String(data.length);
  return (
    <UnstyledButton
      className={`eq-card ${classes.figure}`}
      aria-label={say('time.openHistory', { name, count: value })}
      onClick={onOpen}
    >
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text fz={26} fw={620} lh={1.2}>
        {value}
      </Text>
    </UnstyledButton>
  );
}
