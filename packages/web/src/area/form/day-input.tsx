// A day that is typed: whole, or the month or the year alone; what was understood stands beside it, never ambiguous.
import { Button, Group, Text, TextInput } from '@mantine/core';
import { type Ref, useId } from 'react';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { todayHere } from '../../part/moment.js';
import { parseDay } from './form-value.js';

interface DayInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly isRequired?: boolean;
  readonly error?: string | undefined;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly autoFocus?: boolean;
  readonly disabled?: boolean;
}

export function DayInput(props: DayInputProps) {
  const { label, value, onChange, isRequired, error, inputRef, disabled } = props;
  const say = useSay();
  const { day } = useFormats();
  const hintId = useId();
  const understood = parseDay(value);
  return (
    <div>
      <Group gap={6} align="flex-end" wrap="nowrap">
        <TextInput
          ref={inputRef}
          label={label}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          placeholder={say('form.dayHint')}
          required={isRequired}
          error={error}
          autoComplete="off"
          aria-describedby={hintId}
          data-autofocus={props.autoFocus}
          disabled={disabled}
          w={190}
        />
        <Button variant="default" onClick={() => onChange(todayHere())} disabled={disabled}>
          {say('form.today')}
        </Button>
      </Group>
      <Text id={hintId} size="xs" c="dimmed" mih={18}>
        {understood === undefined ? say('form.dayHelp') : day(understood)}
      </Text>
    </div>
  );
}
