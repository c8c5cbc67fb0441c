// The day of the form: the first field of each.
import { isMissing } from '@equipoise/trial';
import { Button, Group, Text, TextInput } from '@mantine/core';
import { type Control, useController } from 'react-hook-form';
import { useFormats } from '../../language/format.js';
import { useSay } from '../../language/message.js';
import { todayHere } from '../../part/moment.js';
import type { FormValues } from './field-row.js';
import classes from './form.module.css';
import { dayField } from './form-model.js';
import { parseDay } from './form-value.js';

export function DayField({
  control,
  isDisabled,
  isOptional = false,
}: {
  readonly control: Control<FormValues>;
  readonly isDisabled: boolean;
  readonly isOptional?: boolean;
}) {
  const say = useSay();
  const { day } = useFormats();
  const { field, fieldState } = useController({ name: dayField, control });
  const raw = field.value ?? '';
  const understood = typeof raw === 'string' ? parseDay(raw) : undefined;
  const isWrong = fieldState.isTouched && understood === undefined && !isMissing(raw) && !(isOptional && raw === '');
  return (
    <div className={classes.row} data-item="happenedOn">
      <label className={classes.label} htmlFor="field--happenedOn">
        {say('form.day')}
        {!isOptional && <span className={classes.required}> *</span>}
      </label>
      <div className={classes.middle}>
        <Group gap={6} wrap="nowrap" onBlur={field.onBlur}>
          <TextInput
            id="field--happenedOn"
            w={170}
            value={isMissing(raw) ? say(`missing.${raw.missing}`) : raw}
            onChange={(event) => field.onChange(event.currentTarget.value)}
            placeholder={say('form.dayHint')}
            autoComplete="off"
            error={isWrong}
            aria-required={!isOptional}
            aria-describedby="field--happenedOn-notes"
            disabled={isDisabled}
            data-field=""
          />
          {!isDisabled && (
            <Button variant="default" onClick={() => field.onChange(todayHere())}>
              {say('form.today')}
            </Button>
          )}
        </Group>
        <Text id="field--happenedOn-notes" size="xs" c={isWrong ? 'var(--eq-bad-text)' : 'dimmed'} mih={18}>
          {isWrong ? say('form.problem.day') : understood === undefined ? say('form.dayHelp') : day(understood)}
        </Text>
      </div>
    </div>
  );
}
