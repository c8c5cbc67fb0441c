// An adverse event that waits for a judgement of the investigator: what is known, and what is not said yet.
import { Alert, Button, Checkbox, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTrial } from '../../app/trial-context.js';
import { useFormats } from '../../language/format.js';
import { type MessageKey, useSay } from '../../language/message.js';
import { DayPicker } from '../../part/day-picker.js';
import type { Decision } from './decision.js';
import { useSendMany } from './send-many.js';
import { PanelHead } from './sign-panel.js';
import { useProtocolWords } from './trial-words.js';

const causalities = ['unrelated', 'unlikely', 'possible', 'probable', 'definite'] as const;
const outcomes = ['recovered', 'recovering', 'notRecovered', 'recoveredWithSequelae', 'fatal', 'unknown'] as const;
const criteria = [
  'death',
  'lifeThreatening',
  'hospitalisation',
  'disability',
  'congenitalAnomaly',
  'medicallyImportant',
] as const;

export function EventPanel({ decision }: { readonly decision: Extract<Decision, { kind: 'adverseEvent' }> }) {
  const say = useSay();
  const { may } = useTrial();
  const { day } = useFormats();
  const { protocol, text } = useProtocolWords(decision.siteId);
  const { send, progress } = useSendMany();
  const { facts, unjudged } = decision;
  const targets = protocol?.adverseEvents?.causalityTo ?? [];
  const [causality, setCausality] = useState<Readonly<Record<string, string>>>(facts.causality);
  const [outcome, setOutcome] = useState(facts.outcome);
  const [endedOn, setEnded] = useState(typeof facts.endedOn === 'string' ? facts.endedOn : '');
  const [seriousness, setSeriousness] = useState<readonly string[]>(facts.seriousness ?? []);
  const [reason, setReason] = useState('');
  const grade = protocol?.adverseEvents?.severity.find(({ code }) => code === facts.severity);
  const decide = async (event: FormEvent) => {
    event.preventDefault();
    const isChanged = (one: unknown, other: unknown) => JSON.stringify(one) !== JSON.stringify(other);
    const body = {
      participantId: decision.participantId,
      adverseEventId: decision.adverseEventId,
      reason: reason.trim(),
      ...(isChanged(causality, facts.causality) ? { causality } : {}),
      ...(outcome === facts.outcome ? {} : { outcome }),
      ...(endedOn === '' || endedOn === facts.endedOn ? {} : { endedOn }),
      ...(isChanged(seriousness, facts.seriousness ?? []) ? { seriousness } : {}),
    };
    await send('updateAdverseEvent', [{ body: body as never, version: decision.version }]);
  };
  return (
    <>
      <PanelHead participantId={decision.participantId} title={facts.term} />
      <SimpleGrid cols={{ base: 2, sm: 4 }} mb="md">
        <Fact name={say('sign.onset')} value={typeof facts.startedOn === 'string' ? day(facts.startedOn) : '—'} />
        <Fact name={say('sign.severity')} value={grade === undefined ? facts.severity : text(grade.name)} />
        <Fact name={say('sign.seriousEvent')} value={say(facts.serious ? 'shell.yes' : 'shell.no')} />
        <Fact name={say('sign.outcome')} value={say(`sign.outcome.${facts.outcome}` as MessageKey)} />
      </SimpleGrid>
      <Alert color="orange" variant="light" mb="md">
        {unjudged.map((what) => say(`sign.unjudged.${what}`)).join(' ')}
      </Alert>
      <form onSubmit={decide}>
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            {targets.map((target) => (
              <Select
                key={target}
                label={say(`sign.causality.${target}`)}
                data={causalities.map((value) => ({ value, label: say(`sign.causal.${value}`) }))}
                value={causality[target] ?? null}
                onChange={(value) => value !== null && setCausality({ ...causality, [target]: value })}
                allowDeselect={false}
              />
            ))}
          </SimpleGrid>
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <Select
              label={say('sign.outcome')}
              data={outcomes.map((value) => ({ value, label: say(`sign.outcome.${value}`) }))}
              value={outcome}
              onChange={(value) => value !== null && setOutcome(value)}
              allowDeselect={false}
            />
            <DayPicker label={say('sign.ended')} value={endedOn} onChange={setEnded} />
          </SimpleGrid>
          {facts.serious && (
            <Checkbox.Group
              label={say('sign.seriousness')}
              value={[...seriousness]}
              onChange={(value) => setSeriousness(value)}
            >
              <Group mt={4} gap="md">
                {criteria.map((value) => (
                  <Checkbox key={value} value={value} label={say(`sign.criterion.${value}`)} />
                ))}
              </Group>
            </Checkbox.Group>
          )}
          <TextInput
            label={say('shell.reason')}
            required
            minLength={3}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {may('updateAdverseEvent') && (
            <Group justify="flex-end">
              <Button type="submit" loading={progress !== undefined}>
                {say('sign.judge')}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text size="sm" fw={550}>
        {value}
      </Text>
    </div>
  );
}
