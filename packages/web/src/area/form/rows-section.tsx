// The rows of a group that repeats: added, filled, and taken away.
import { type ItemGroup, label } from '@equipoise/trial';
import { Button, Group, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { Control } from 'react-hook-form';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import { FieldRow, type FormValues } from './field-row.js';
import classes from './form.module.css';
import { useOpenForm } from './form-context.js';
import { type DraftRow, fieldsOf } from './form-model.js';
import { useFieldState } from './live-store.js';
import { wordQuestion } from './words.js';

interface RowsSectionProps {
  readonly group: ItemGroup;
  readonly rows: readonly DraftRow[];
  readonly control: Control<FormValues>;
  readonly isDisabled: boolean;
  readonly onAdd: (group: string) => void;
  readonly onRemove: (rowId: string) => void;
}

export function RowsSection({ group, rows, control, isDisabled, onAdd, onRemove }: RowsSectionProps) {
  const { say, language } = useSpeech();
  const formats = useFormats();
  const { form } = useOpenForm();
  const { questions } = useFieldState(group.id);
  const own = rows.filter((row) => row.group === group.id);
  const name = label(group.name, language);
  const isFull = group.maxRows !== undefined && own.length >= group.maxRows;
  const section = useRef<HTMLElement>(null);
  const done = useRef<'added' | 'removed'>(undefined);
  // Whoever adds a row fills it next; after a row that was taken away one goes on behind the rows.
  useEffect(() => {
    const rowsNow = section.current?.querySelectorAll('fieldset') ?? [];
    if (done.current === 'added')
      rowsNow[own.length - 1]?.querySelector<HTMLElement>('[data-field]:not(:disabled)')?.focus();
    if (done.current === 'removed') section.current?.querySelector<HTMLElement>('[data-add]')?.focus();
    done.current = undefined;
  }, [own.length]);
  return (
    <section ref={section} aria-label={name}>
      <div className={classes.group}>{name}</div>
      {own.map((row, index) => (
        <fieldset key={row.rowId} className={classes.rowSet} aria-label={say('form.row', { name, number: index + 1 })}>
          <Group justify="space-between" px="md" pt="xs">
            <Text size="sm" fw={600} aria-hidden>
              {say('form.row', { name, number: index + 1 })}
            </Text>
            {!isDisabled && (
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                leftSection={<IconTrash size={14} />}
                onClick={() => {
                  done.current = 'removed';
                  onRemove(row.rowId);
                }}
              >
                {say('form.removeRow', { number: index + 1 })}
              </Button>
            )}
          </Group>
          {fieldsOf(form, [row])
            .filter(({ rowId }) => rowId !== undefined)
            .map((field) => (
              <FieldRow key={field.name} field={field} control={control} />
            ))}
        </fieldset>
      ))}
      {questions.map((question) => (
        <Text key={question.check} size="xs" c="var(--eq-warning-text)" px="md">
          {wordQuestion(question, undefined, { say, language, formats })}
        </Text>
      ))}
      {!isDisabled && !isFull && (
        <Button
          m="md"
          mt="xs"
          variant="light"
          leftSection={<IconPlus size={16} />}
          onClick={() => {
            done.current = 'added';
            onAdd(group.id);
          }}
          data-add
        >
          {say('form.addRow', { name })}
        </Button>
      )}
    </section>
  );
}
