// A whole day, typed or chosen from a calendar, and written as the language of the page does: 24 Nov 2026.
import '@mantine/dates/styles.css';
import type { MantineSize } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { useSay } from '../language/message.js';
import { dayOf } from '../language/month.js';

interface DayPickerProps {
  readonly label?: string;
  /** Names it where a label stands beside it. */
  readonly 'aria-label'?: string;
  readonly description?: string;
  readonly placeholder?: string;
  /** YYYY-MM-DD, or nothing. */
  readonly value: string;
  readonly onChange: (day: string) => void;
  readonly required?: boolean;
  /** The first and the last day that may be chosen. */
  readonly min?: string;
  readonly max?: string;
  readonly size?: MantineSize;
  readonly w?: number;
}

export function DayPicker({ value, onChange, min, max, required = false, ...field }: DayPickerProps) {
  const say = useSay();
  return (
    <DateInput
      {...field}
      dateParser={dayOf}
      valueFormat="D MMM YYYY"
      required={required}
      value={value === '' ? null : value}
      onChange={(day) => onChange(day ?? '')}
      minDate={min === '' ? undefined : min}
      maxDate={max === '' ? undefined : max}
      clearable={!required}
      clearButtonProps={{ 'aria-label': say('review.clear') }}
      // Days of other months are too pale to read, and stand in their own month.
      hideOutsideDates
      ariaLabels={{
        previousMonth: say('shell.previousMonth'),
        nextMonth: say('shell.nextMonth'),
        previousYear: say('shell.previousYear'),
        nextYear: say('shell.nextYear'),
        previousDecade: say('shell.previousYears'),
        nextDecade: say('shell.nextYears'),
      }}
    />
  );
}
