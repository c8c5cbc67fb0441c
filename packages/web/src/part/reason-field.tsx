// Why something is done: two lines that grow.
import { Textarea } from '@mantine/core';
import { useSay } from '../language/message.js';

interface ReasonFieldProps {
  readonly value: string;
  readonly onChange: (reason: string) => void;
}

export function ReasonField({ value, onChange }: ReasonFieldProps) {
  const say = useSay();
  return (
    <Textarea
      label={say('form.reason')}
      required
      autosize
      minRows={2}
      maxLength={1000}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
