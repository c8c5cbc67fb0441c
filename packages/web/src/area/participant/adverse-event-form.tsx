// An adverse event as it is reported or corrected: only what changed is sent with a correction.
import {
  AdverseEventOutcome,
  Causality,
  type DateOrMissing,
  type AdverseEventFacts as Facts,
  label,
  type Protocol,
  SeriousnessCriterion,
} from '@equipoise/trial';
import { Button, Checkbox, Group, NativeSelect, Radio, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { z } from 'zod';
import { useCommand } from '../../api/command.js';
import { asId } from '../../api/id.js';
import { useTrial } from '../../app/trial-context.js';
import { useSay, useSpeech } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { DayInput } from '../form/day-input.js';
import { parseDay } from '../form/form-value.js';

export type AdverseEvent = z.infer<typeof Facts>;

interface Props {
  readonly protocol: Protocol;
  readonly participantId: string;
  readonly known?: { readonly id: string; readonly version: number; readonly facts: AdverseEvent };
  readonly onDone: () => void;
}

export function AdverseEventForm({ protocol, participantId, known, onDone }: Props) {
  const { say, language } = useSpeech();
  const { trialId, may } = useTrial();
  const report = useCommand(trialId, 'reportAdverseEvent');
  const update = useCommand(trialId, 'updateAdverseEvent');
  const [id] = useState(() => known?.id ?? crypto.randomUUID());
  const before = known?.facts;
  const [term, setTerm] = useState(before?.term ?? '');
  const [organ, setOrgan] = useState(before?.systemOrganClass ?? '');
  const [severity, setSeverity] = useState(before?.severity ?? '');
  const [started, setStarted] = useState(textOf(before?.startedOn));
  const [ended, setEnded] = useState(textOf(before?.endedOn));
  const [serious, setSerious] = useState(before === undefined ? '' : String(before.serious));
  const [why, setWhy] = useState<readonly string[]>(before?.seriousness ?? []);
  const [causality, setCausality] = useState<Readonly<Record<string, string>>>(before?.causality ?? {});
  const [outcome, setOutcome] = useState<string>(before?.outcome ?? '');
  const [reason, setReason] = useState('');
  const definition = protocol.adverseEvents;
  const targets = definition?.causalityTo ?? [];
  const startedOn = parseDay(started);
  const endedOn = parseDay(ended);
  const isWhole =
    term.trim() !== '' &&
    ![organ, severity, serious, outcome].includes('') &&
    (startedOn !== undefined || typeof before?.startedOn === 'object') &&
    (ended === '' || endedOn !== undefined) &&
    (serious !== 'true' || why.length > 0) &&
    targets.every((target) => causality[target] !== undefined);
  const mayReport = may(known === undefined ? 'reportAdverseEvent' : 'updateAdverseEvent');
  const send = () => {
    const facts = {
      term: term.trim(),
      systemOrganClass: organ,
      severity,
      startedOn: startedOn ?? before?.startedOn,
      ...(endedOn === undefined ? {} : { endedOn }),
      serious: serious === 'true',
      ...(serious === 'true' ? { seriousness: why } : {}),
      causality,
      outcome,
    } as AdverseEvent;
    const place = { participantId: asId(participantId), adverseEventId: id };
    if (known === undefined) {
      report.mutate({ body: { ...place, ...facts }, version: 0 }, { onSuccess: onDone });
      return;
    }
    const changed = Object.fromEntries(
      Object.entries(facts).filter(
        ([key, value]) => JSON.stringify(value) !== JSON.stringify(known.facts[key as keyof AdverseEvent]),
      ),
    );
    update.mutate({ body: { ...place, ...changed, reason }, version: known.version }, { onSuccess: onDone });
  };
  const error = report.error ?? update.error;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={say('event.term')}
          description={say('event.termHelp')}
          value={term}
          onChange={(event) => setTerm(event.currentTarget.value)}
          required
          data-autofocus
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Choice
            text={say('event.organ')}
            value={organ}
            onChange={setOrgan}
            choices={(definition?.dictionary.systemOrganClasses ?? []).map(({ code, name }) => [
              code,
              label(name, language),
            ])}
          />
          <Choice
            text={say('event.severity')}
            value={severity}
            onChange={setSeverity}
            choices={(definition?.severity ?? []).map(({ code, name }) => [code, label(name, language)])}
          />
          <DayInput label={say('event.started')} value={started} onChange={setStarted} isRequired />
          <DayInput label={say('event.endedOptional')} value={ended} onChange={setEnded} />
        </SimpleGrid>
        <Radio.Group label={say('event.serious')} value={serious} onChange={setSerious} required>
          <Group mt={4}>
            <Radio value="false" label={say('shell.no')} />
            <Radio value="true" label={say('shell.yes')} />
          </Group>
        </Radio.Group>
        {serious === 'true' && (
          <Checkbox.Group label={say('event.why')} value={[...why]} onChange={setWhy} required>
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xs" mt={4}>
              {SeriousnessCriterion.options.map((one) => (
                <Checkbox key={one} value={one} label={say(`event.why.${one}`)} />
              ))}
            </SimpleGrid>
          </Checkbox.Group>
        )}
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {targets.map((target) => (
            <Choice
              key={target}
              text={say(`event.causality.${target}`)}
              value={causality[target] ?? ''}
              onChange={(value) => setCausality((all) => ({ ...all, [target]: value }))}
              choices={Causality.options.map((one) => [one, say(`event.causal.${one}`)])}
            />
          ))}
          <Choice
            text={say('event.outcome')}
            value={outcome}
            onChange={setOutcome}
            choices={AdverseEventOutcome.options.map((one) => [one, say(`event.outcome.${one}`)])}
          />
        </SimpleGrid>
        {known !== undefined && (
          <Textarea
            label={say('form.reason')}
            description={say('form.reasonHelp')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            required
            autosize
            minRows={2}
          />
        )}
        {error !== null && <ErrorNote error={error} title={say('shell.refused')} />}
        {mayReport && (
          <Group justify="flex-end">
            <Button
              type="submit"
              loading={report.isPending || update.isPending}
              disabled={!isWhole || (known !== undefined && reason.trim().length < 3)}
            >
              {say('shell.save')}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}

interface ChoiceProps {
  readonly text: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly choices: readonly (readonly [string, string])[];
}

function Choice({ text, value, onChange, choices }: ChoiceProps) {
  const say = useSay();
  return (
    <NativeSelect
      label={text}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: say('form.choose') },
        ...choices.map(([code, name]) => ({ value: code, label: name })),
      ]}
      required
    />
  );
}

function textOf(value: DateOrMissing | undefined): string {
  return typeof value === 'string' ? value : '';
}
