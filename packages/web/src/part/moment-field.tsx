// An instant as people type it, in the zone of the device; told as UTC, as commands want it.
import { TextInput } from '@mantine/core';
import { localText, utcOf } from './moment.js';

interface MomentFieldProps {
  readonly label: string;
  readonly description?: string;
  /** UTC instant, or empty. */
  readonly value: string;
  readonly onChange: (instant: string) => void;
  readonly isRequired?: boolean;
}

export function MomentField({ label, description, value, onChange, isRequired = true }: MomentFieldProps) {
  return (
    <TextInput
      type="datetime-local"
      label={label}
      description={description}
      value={value === '' ? '' : localText(value)}
      max={localText(new Date(Date.now() + 86_400_000).toISOString())}
      onChange={(event) => onChange(utcOf(event.currentTarget.value))}
      required={isRequired}
    />
  );
}
