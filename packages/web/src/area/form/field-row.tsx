// One item of a form: label, control, what the rules say of it, and the way to all that is known of its value.
import { label } from '@equipoise/trial';
import { ActionIcon, Badge, Text } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { memo } from 'react';
import { type Control, useController } from 'react-hook-form';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import classes from './form.module.css';
import { useOpenForm } from './form-context.js';
import type { Field } from './form-model.js';
import { parseRaw, type Raw, type ValueProblem } from './form-value.js';
import { useFieldState } from './live-store.js';
import { isChosen, ValueControl } from './value-control.js';
import { wordQuestion, wordUnit, wordValue } from './words.js';

/** All fields by their names. */
export type FormValues = Record<string, Raw>;

const saidBefore: ValueProblem = { key: 'form.problem.saidBefore' };

interface FieldRowProps {
  readonly field: Field;
  readonly control: Control<FormValues>;
}

export const FieldRow = memo(function FieldRow({ field, control }: FieldRowProps) {
  const { name, item, rowId } = field;
  const { say, language } = useSpeech();
  const formats = useFormats();
  const words = { say, language, formats };
  const { mayFill, openValue, queriesOf, known, isPartial = false } = useOpenForm();
  const { calculated, isHidden, isRequired: isAskedFor, questions, flag } = useFieldState(name);
  const isRequired = isAskedFor && !isPartial;
  const { field: bound, fieldState } = useController({ name, control });
  if (isHidden) return null;
  const raw: Raw = bound.value ?? '';
  const parsed = item.value === undefined ? parseRaw(item, raw) : undefined;
  const before = (rowId === undefined ? known.items : known.rows.find((row) => row.rowId === rowId)?.items)?.[item.id];
  const isTakenAway = parsed?.kind === 'empty' && before !== undefined;
  // While one types, half a value is no problem yet.
  const found = parsed?.kind === 'problem' ? parsed.problem : isTakenAway ? saidBefore : undefined;
  const problem = fieldState.isTouched ? found : undefined;
  const asked = questions.filter(({ check }) => check !== 'required');
  const queries = queriesOf(item.id, rowId);
  const id = `field-${name.replace('/', '-')}`;
  const hasNotes = problem !== undefined || asked.length > 0 || flag !== undefined || queries.length > 0;
  const understood = parsed?.kind === 'value' && isDay(item.type) ? wordValue(item, parsed.value, words) : '';
  const title = label(item.name, language);
  const labelContent = (
    <>
      {title}
      {isRequired && (
        <span className={classes.required} title={say('shell.required')}>
          {' '}
          *
        </span>
      )}
    </>
  );
  return (
    <div className={classes.row} data-item={item.id}>
      <div className={classes.label}>
        {item.value === undefined && !isChosen(item, raw) ? (
          <label id={`${id}-label`} htmlFor={id}>
            {labelContent}
          </label>
        ) : (
          <span id={`${id}-label`}>{labelContent}</span>
        )}
        {item.instructions !== undefined && (
          <span className={classes.help} id={`${id}-help`}>
            {label(item.instructions, language)}
          </span>
        )}
      </div>
      <div className={classes.middle}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: hears of the control within it. */}
        <div className={classes.control} onBlur={bound.onBlur}>
          {item.value === undefined ? (
            <ValueControl
              id={id}
              item={item}
              raw={raw}
              onChange={bound.onChange}
              isInvalid={problem !== undefined}
              isRequired={isRequired}
              isDisabled={!mayFill(field)}
              describedBy={
                [hasNotes ? `${id}-notes` : '', item.instructions === undefined ? '' : `${id}-help`]
                  .filter(Boolean)
                  .join(' ') || undefined
              }
              labelId={`${id}-label`}
            />
          ) : (
            <output className={classes.calculated} aria-labelledby={`${id}-label`}>
              {calculated === undefined ? say('form.notYet') : wordValue(item, calculated, words)}{' '}
              <Text span size="xs" c="dimmed">
                {say('form.calculated')}
              </Text>
            </output>
          )}
        </div>
        {understood !== '' && (
          <Text span size="xs" c="dimmed">
            {understood}
          </Text>
        )}
        {hasNotes && (
          <div className={classes.notes} id={`${id}-notes`}>
            {problem !== undefined && <span className={classes.problem}>{say(problem.key, problem.values)}</span>}
            {flag !== undefined && (
              <span className={flag.flag === 'low' || flag.flag === 'high' ? classes.question : undefined}>
                {say(`form.flag.${flag.flag === 'no range' ? 'none' : flag.flag}`, {
                  low: flag.range?.low ?? '–',
                  high: flag.range?.high ?? '–',
                  unit: flag.range === undefined ? '' : wordUnit(flag.range.unit, say),
                })}
              </span>
            )}
            {asked.map((question) => (
              <span key={question.check} className={classes.question}>
                {wordQuestion(question, item, words)}
              </span>
            ))}
            {queries.map((query) => (
              <span key={query.query_id}>
                <Badge size="sm" variant="light" color={query.status === 'open' ? 'orange' : 'gray'} tt="none">
                  {say(`query.${query.status === 'open' ? 'open' : 'answered'}`)}
                </Badge>{' '}
                {query.text}
              </span>
            ))}
          </div>
        )}
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={say('form.about', { item: title })}
        onClick={() => openValue(field)}
        data-about={name}
      >
        <IconDots size={16} />
      </ActionIcon>
    </div>
  );
}, isSameField);

function isSameField(before: FieldRowProps, after: FieldRowProps): boolean {
  return (
    before.control === after.control && before.field.name === after.field.name && before.field.item === after.field.item
  );
}

function isDay(type: Field['item']['type']): boolean {
  return type === 'date' || type === 'partialDate' || type === 'instant';
}
