// One step of the laboratory: its fields, large; sent as its command.
import type { Protocol } from '@equipoise/trial';
import { Checkbox, Fieldset, NumberInput, Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sendCommand } from '../../api/command.js';
import { useText } from '../../api/protocol.js';
import { useTrial } from '../../app/trial-context.js';
import { english } from '../../language/en/all.js';
import { type MessageKey, useSay } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { DayPicker } from '../../part/day-picker.js';
import { todayHere, zonedNow } from '../../part/moment.js';
import { MomentField } from '../../part/moment-field.js';
import { ScanField } from '../../part/scan-field.js';
import type { VerdictShown } from '../../part/verdict.js';
import { laboratoryValues } from './laboratory-value.js';
import { usePeople } from './people.js';
import { type ChainSituation, materialOf } from './situation.js';
import type { Entries, Field, Step } from './step-field.js';

interface StepDialogProps {
  readonly step: Step;
  readonly situation: ChainSituation;
  readonly onClose: () => void;
  readonly onVerdict: (verdict: VerdictShown) => void;
}

type Items = NonNullable<Protocol['product']>['laboratory'];

function initialOf(field: Field): string {
  if (field.initial !== undefined) return field.initial;
  if (field.kind === 'moment') return new Date().toISOString();
  return field.kind === 'day' ? todayHere() : '';
}

export function StepDialog({ step, situation, onClose, onVerdict }: StepDialogProps) {
  const say = useSay();
  const { trialId, me } = useTrial();
  const client = useQueryClient();
  const items: Items = situation.protocol.product?.laboratory ?? [];
  const [entries, setEntries] = useState<Entries>(() =>
    Object.fromEntries(step.fields.map((field) => [field.name, initialOf(field)])),
  );
  const set = (name: string, value: string) => setEntries((before) => ({ ...before, [name]: value }));
  const isFilled = step.fields.every((field) => {
    if (field.isOptional || field.kind === 'yes') return true;
    if (field.kind === 'laboratory') return items.every(({ id, required }) => !required || entries[`laboratory.${id}`]);
    return (entries[field.name] ?? '').trim() !== '';
  });
  const send = async () => {
    const body = step.body(entries, {
      actorId: me.actorId,
      now: zonedNow,
      newId: () => crypto.randomUUID(),
      laboratory: (all) => laboratoryValues(items, all),
    });
    try {
      const { outcome } = await sendCommand(trialId, step.command, body);
      if (step.command === 'recordHandover')
        onVerdict({
          isRight: outcome.matched === true,
          title: say(outcome.matched === true ? 'product.handedOver' : 'product.handoverWrong'),
        });
    } finally {
      void client.invalidateQueries({ queryKey: ['trial', trialId] });
    }
  };
  return (
    <CommandDialog
      title={say(step.title, step.values)}
      submit={say('shell.save')}
      isReady={isFilled}
      isDangerous={step.isDangerous === true}
      size="lg"
      onClose={onClose}
      onSubmit={send}
    >
      {step.fields.map((field) => (
        <StepField
          key={field.name}
          field={field}
          situation={situation}
          items={items}
          entries={entries}
          onChange={set}
        />
      ))}
    </CommandDialog>
  );
}

function StepField({
  field,
  situation,
  items,
  entries,
  onChange,
}: {
  readonly field: Field;
  readonly situation: ChainSituation;
  readonly items: Items;
  readonly entries: Entries;
  readonly onChange: (name: string, value: string) => void;
}) {
  const say = useSay();
  const people = usePeople(field.kind === 'person');
  const label = say(field.label);
  const value = entries[field.name] ?? '';
  const change = (next: string) => onChange(field.name, next);
  const common = { label, required: field.isOptional !== true, size: 'md' as const };
  switch (field.kind) {
    case 'text':
      return <TextInput {...common} value={value} onChange={(event) => change(event.currentTarget.value)} />;
    case 'note':
      return (
        <Textarea
          {...common}
          autosize
          minRows={2}
          maxLength={1000}
          value={value}
          onChange={(event) => change(event.currentTarget.value)}
        />
      );
    case 'number':
      return <NumberInput {...common} hideControls value={value} onChange={(next) => change(String(next))} />;
    case 'moment':
      return <MomentField label={label} value={value} onChange={change} isRequired={field.isOptional !== true} />;
    case 'day':
      return <DayPicker {...common} value={value} onChange={change} />;
    case 'yes':
      return (
        <Checkbox
          size="md"
          label={label}
          checked={value === 'yes'}
          onChange={(event) => change(event.currentTarget.checked ? 'yes' : '')}
        />
      );
    case 'choice':
      return (
        <Choice
          {...common}
          value={value}
          onChange={change}
          data={(field.choices ?? []).map((one) => ({
            value: one.value,
            label: one.label in english ? say(one.label as MessageKey) : one.label,
          }))}
        />
      );
    case 'material':
    case 'openMaterial':
      return (
        <Choice
          {...common}
          value={value}
          onChange={change}
          data={materialOf(situation)
            .filter(({ kind }) => field.kind === 'material' || kind !== 'batch')
            .map(({ key, kind, code }) => ({ value: key, label: say(`product.${kind}Of`, { code }) }))}
        />
      );
    case 'person':
      return <Choice {...common} value={value} onChange={change} data={people} isSearchable />;
    case 'scan':
      return value === '' ? (
        <ScanField label={label} onScan={({ text }) => change(text)} />
      ) : (
        <TextInput {...common} value={value} onChange={(event) => change(event.currentTarget.value)} />
      );
    case 'laboratory':
      return <LaboratoryFields field={field} items={items} entries={entries} onChange={onChange} />;
  }
}

function Choice({
  data,
  value,
  onChange,
  isSearchable = false,
  ...common
}: {
  readonly label: string;
  readonly required: boolean;
  readonly size: 'md';
  readonly data: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isSearchable?: boolean;
}) {
  return (
    <Select
      {...common}
      data={[...data]}
      value={value === '' ? null : value}
      onChange={(next) => onChange(next ?? '')}
      searchable={isSearchable}
      allowDeselect={false}
    />
  );
}

function LaboratoryFields({
  field,
  items,
  entries,
  onChange,
}: {
  readonly field: Field;
  readonly items: Items;
  readonly entries: Entries;
  readonly onChange: (name: string, value: string) => void;
}) {
  const say = useSay();
  const text = useText();
  return (
    <Fieldset legend={say('product.laboratoryValues')}>
      {field.isOptional && <p className="eq-hint">{say('product.placeboHint')}</p>}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {items.map((item) => {
          const name = `laboratory.${item.id}`;
          const label = `${text(item.name)}${item.unit === undefined ? '' : ` (${item.unit.replace(/[[\]]/g, '')})`}`;
          const isRequired = item.required === true && field.isOptional !== true;
          if (item.type === 'boolean')
            return (
              <Select
                key={item.id}
                label={label}
                required={isRequired}
                data={[
                  { value: 'true', label: say('shell.yes') },
                  { value: 'false', label: say('shell.no') },
                ]}
                value={entries[name] || null}
                onChange={(next) => onChange(name, next ?? '')}
              />
            );
          return (
            <NumberInput
              key={item.id}
              label={label}
              required={isRequired}
              hideControls
              value={entries[name] ?? ''}
              onChange={(next) => onChange(name, String(next))}
            />
          );
        })}
      </SimpleGrid>
    </Fieldset>
  );
}
