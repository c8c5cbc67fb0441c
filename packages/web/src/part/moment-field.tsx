// An instant as people type it, in the zone of the device: a day from the calendar and a time; told as UTC, as commands want it.
import { Box, Group, Input, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useSay } from '../language/message.js';
import { DayPicker } from './day-picker.js';
import { dayHere, localText, parseTime, utcOf } from './moment.js';

interface MomentFieldProps {
  readonly label: string;
  readonly description?: string;
  /** UTC instant, or empty. */
  readonly value: string;
  readonly onChange: (instant: string) => void;
  readonly isRequired?: boolean;
}

/** Times that {@link parseTime} reads, for the browser's own check of a field. */
const timePattern = String.raw`\s*([01]?\d|2[0-3])[:.h]?[0-5]\d\s*`;

export function MomentField({ label, description, value, onChange, isRequired = true }: MomentFieldProps) {
  const say = useSay();
  const labelId = useId();
  const whole = value === '' ? '' : localText(value);
  const [typed, setTyped] = useState(partsOf(whole));
  // What came from outside takes the place of what was typed; half a moment is none.
  if (textOf(typed) !== whole) setTyped(partsOf(whole));
  const change = (next: Typed) => {
    setTyped(next);
    onChange(utcOf(textOf(next)));
  };
  const isWrong = typed.time !== '' && parseTime(typed.time) === undefined;
  return (
    <Box component="fieldset" aria-labelledby={labelId} bd={0} m={0} p={0} miw={0}>
      <Input.Label component="div" id={labelId} required={isRequired}>
        {label}
      </Input.Label>
      {description !== undefined && <Input.Description mb={4}>{description}</Input.Description>}
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <DayPicker
          aria-label={`${label}: ${say('shell.date')}`}
          value={typed.day}
          onChange={(day) => change({ ...typed, day })}
          max={dayHere(new Date(Date.now() + 86_400_000))}
          required={isRequired || typed.time !== ''}
          w={170}
        />
        <TextInput
          aria-label={`${label}: ${say('shell.time')}`}
          value={typed.time}
          onChange={(event) => change({ ...typed, time: event.currentTarget.value })}
          onBlur={() => setTyped({ ...typed, time: parseTime(typed.time) ?? typed.time })}
          placeholder="hh:mm"
          pattern={timePattern}
          title={say('form.problem.time')}
          error={isWrong && typed.time.length >= 4}
          inputMode="numeric"
          autoComplete="off"
          required={isRequired || typed.day !== ''}
          w={100}
        />
      </Group>
    </Box>
  );
}

interface Typed {
  readonly day: string;
  readonly time: string;
}

function partsOf(text: string): Typed {
  return { day: text.slice(0, 10), time: text.slice(11) };
}

/** The moment as its fields say it; empty where one of them does not. */
function textOf({ day, time }: Typed): string {
  const read = parseTime(time);
  return day === '' || read === undefined ? '' : `${day}T${read}`;
}
