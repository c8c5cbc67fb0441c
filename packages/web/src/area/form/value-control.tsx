// The control for one item: by its type, filled by keyboard alone.
import { type Item, label } from '@equipoise/trial';
import { Button, NativeSelect, Text, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useSpeech } from '../../language/message.js';
import classes from './form.module.css';
import type { Raw } from './form-value.js';
import { wordUnit } from './words.js';

interface ValueControlProps {
  readonly id: string;
  readonly item: Item;
  readonly raw: Raw;
  readonly onChange: (raw: Raw) => void;
  readonly isInvalid: boolean;
  readonly isRequired: boolean;
  readonly isDisabled: boolean;
  /** Ids of what is said about it. */
  readonly describedBy: string | undefined;
  readonly labelId: string;
}

/** As many choices are seen at one glance; more stand in a list. */
const mostRadios = 4;

/** Whether an item is filled by choosing among what is seen: then its label names the whole group. */
export function isChosen(item: Item, raw: Raw): boolean {
  if (typeof raw !== 'string') return false;
  return item.type === 'boolean' || (item.type === 'code' && (item.codes?.length ?? 0) <= mostRadios);
}

export function ValueControl(props: ValueControlProps) {
  const { id, item, raw, onChange, isInvalid, isRequired, isDisabled, describedBy } = props;
  const { say, language } = useSpeech();
  const shared = {
    id,
    disabled: isDisabled,
    'aria-invalid': isInvalid || undefined,
    'aria-describedby': describedBy,
    'data-field': '',
  } as const;
  if (typeof raw !== 'string') {
    return (
      <Button
        {...shared}
        aria-labelledby={`${props.labelId} ${id}`}
        variant="default"
        justify="space-between"
        rightSection={isDisabled ? undefined : <IconX size={14} aria-hidden />}
        onClick={() => onChange('')}
        title={isDisabled ? undefined : say('form.giveValue')}
      >
        {say(`missing.${raw.missing}`)}
      </Button>
    );
  }
  const text = {
    ...shared,
    'aria-required': isRequired || undefined,
    value: raw,
    error: isInvalid,
    autoComplete: 'off',
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => onChange(event.currentTarget.value),
  } as const;
  switch (item.type) {
    case 'integer':
    case 'decimal':
      return (
        <div className={classes.number}>
          <TextInput
            {...text}
            inputMode={item.type === 'integer' ? 'numeric' : 'decimal'}
            classNames={{ input: classes.digits }}
          />
          {item.unit !== undefined && item.unitItem === undefined && (
            <Text span size="sm" c="dimmed">
              {wordUnit(item.unit, say)}
            </Text>
          )}
        </div>
      );
    case 'text':
      return <TextInput {...text} />;
    case 'date':
      return <TextInput {...text} placeholder={say('form.dayHint')} w={170} />;
    case 'partialDate':
      return <TextInput {...text} placeholder={say('form.partialHint')} w={170} />;
    case 'time':
      return <TextInput {...text} placeholder="hh:mm" w={110} />;
    case 'instant':
      return <TextInput {...text} placeholder={say('form.instantHint')} w={230} />;
    case 'boolean':
      return (
        <Choices
          {...props}
          raw={raw}
          choices={[
            { value: 'true', text: say('shell.yes') },
            { value: 'false', text: say('shell.no') },
          ]}
        />
      );
    case 'code': {
      const choices = (item.codes ?? []).map(({ code, name }) => ({ value: code, text: label(name, language) }));
      if (choices.length <= mostRadios) return <Choices {...props} raw={raw} choices={choices} />;
      return (
        <NativeSelect
          {...shared}
          aria-required={isRequired || undefined}
          value={raw}
          error={isInvalid}
          onChange={(event) => onChange(event.currentTarget.value)}
          data={[
            { value: '', label: say('form.choose') },
            ...choices.map(({ value, text: name }) => ({ value, label: name })),
          ]}
        />
      );
    }
  }
}

function Choices({
  id,
  raw,
  onChange,
  choices,
  isDisabled,
  isRequired,
  isInvalid,
  describedBy,
  labelId,
}: Omit<ValueControlProps, 'raw'> & {
  readonly raw: string;
  readonly choices: readonly { readonly value: string; readonly text: string }[];
}) {
  return (
    <div
      role="radiogroup"
      aria-labelledby={labelId}
      aria-describedby={describedBy}
      aria-required={isRequired || undefined}
      aria-invalid={isInvalid || undefined}
      className={classes.choices}
    >
      {choices.map(({ value, text }, index) => (
        <label key={value} className={classes.choice} data-checked={raw === value || undefined}>
          <input
            type="radio"
            id={index === 0 ? id : undefined}
            name={id}
            value={value}
            checked={raw === value}
            disabled={isDisabled}
            data-field={index === 0 ? '' : undefined}
            onChange={() => onChange(value)}
            onKeyDown={(event) => {
              if (event.key !== 'Delete' && event.key !== 'Backspace') return;
              event.preventDefault();
              onChange('');
            }}
          />
          {text}
        </label>
      ))}
    </div>
  );
}
