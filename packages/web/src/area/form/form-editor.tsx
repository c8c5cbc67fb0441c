// A form that is filled: its fields in order, by keyboard alone if one likes, and the bar that records it.
import { label } from '@equipoise/trial';
import { Alert, Button, Group, Kbd, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Problem } from '../../api/http.js';
import { useTrial } from '../../app/trial-context.js';
import { dropWaiting, useWaiting } from '../../draft/outbox-state.js';
import { dropDraft } from '../../draft/store.js';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import { ErrorNote } from '../../part/error-note.js';
import { DayField } from './day-field.js';
import type { Surroundings } from './evaluate.js';
import { FieldRow, type FormValues } from './field-row.js';
import classes from './form.module.css';
import { FormContext, type OpenForm, type QueryRow } from './form-context.js';
import { ConflictDialog, ReasonDialog } from './form-dialogs.js';
import {
  dayField,
  type Field,
  type FormPlace,
  fieldsOf,
  type KnownForm,
  planSave,
  type SavePlan,
} from './form-model.js';
import { LiveContext } from './live-store.js';
import { RowsSection } from './rows-section.js';
import { saveForm, thingOf } from './save.js';
import { planUnseen } from './unseen-plan.js';
import { type SavedDraft, useEditor } from './use-editor.js';
import { ValueDrawer } from './value-drawer.js';

export interface FormEditorProps {
  readonly place: FormPlace;
  readonly known: KnownForm;
  readonly around: Surroundings;
  readonly saved: SavedDraft | undefined;
  readonly initialDay: string;
  readonly queries: readonly QueryRow[];
  readonly mayFill: (field: Field) => boolean;
  readonly isReadOnly: boolean;
  /** For who sees nothing of what is recorded: what is typed corrects it, or is added to it. */
  readonly unseen?: 'correct' | 'add';
  readonly words: string;
  readonly path: string;
  /** Where to go on once the form is recorded. */
  readonly next: ReactNode;
}

export function FormEditor(props: FormEditorProps) {
  const { place, known, around, saved, initialDay, queries, mayFill, isReadOnly, unseen, words, path } = props;
  const { protocol, form: definition } = around;
  const { say, language } = useSpeech();
  const { instant } = useFormats();
  const { trialId, me, may } = useTrial();
  const client = useQueryClient();
  const frame = useRef<HTMLDivElement>(null);
  const thing = thingOf(trialId, place);
  const draftKey = unseen === undefined ? thing : `${thing}/${unseen}`;
  const [initial] = useState((): FormValues => {
    const values: FormValues = {};
    if (initialDay !== '') values[dayField] = initialDay;
    return values;
  });
  const editor = useEditor({
    ...{ accountId: me.accountId, draftKey, place, definition, known, around, saved, initial },
  });
  const { form, live, rows, conflicts } = editor;
  const [opened, setOpened] = useState<Field>();
  const [plan, setPlan] = useState<SavePlan>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const isWaiting = useWaiting().some((one) => one.thing === thing);
  useFirstFieldFocused(frame, !isReadOnly && (known.version === 0 || unseen !== undefined));
  const openValue = useCallback((field: Field) => setOpened(field), []);
  const open = useMemo<OpenForm>(
    () => ({
      ...{ protocol, form: definition, place, known: editor.base, mayFill, openValue },
      isPartial: unseen === 'correct',
      queriesOf: (item, rowId) =>
        queries.filter(({ place: at }) => {
          const { items, rowId: row } = at as { readonly items?: readonly string[]; readonly rowId?: string };
          return items?.includes(item) === true && (row === undefined || row === rowId);
        }),
    }),
    [protocol, definition, place, editor.base, mayFill, openValue, queries, unseen],
  );

  const send = async (found: SavePlan, reason: string) => {
    setPlan(undefined);
    setBusy(true);
    setError(undefined);
    try {
      if (isWaiting) await dropWaiting(thing);
      const done = await saveForm({
        ...{ accountId: me.accountId, trialId, place, known: editor.base, plan: found, reason, words, path },
      });
      if (done === 'recorded') {
        // Who does not see what is recorded leaves the fields now: nothing of them stays behind.
        if (!may('forms')) editor.finish();
        await dropDraft(me.accountId, draftKey);
        notifications.show({
          message: say('form.recorded', { form: label(definition.name, language) }),
          color: 'green',
        });
        await client.invalidateQueries({ queryKey: ['trial', trialId] });
      } else notifications.show({ message: say('form.waits'), color: 'blue' });
      // The button that recorded it is out of use: the way on is what comes next.
      requestAnimationFrame(() => {
        if (document.activeElement === document.body)
          (frame.current ?? document).querySelector<HTMLElement>('[data-next]')?.focus({ preventScroll: true });
      });
    } catch (caught) {
      // Another was first: what they recorded comes in, and stands beside what was typed.
      await client.invalidateQueries({ queryKey: ['trial', trialId] });
      setError(caught instanceof Problem && caught.code === 'changed-meanwhile' ? undefined : caught);
      if (caught instanceof Problem && caught.code === 'changed-meanwhile')
        notifications.show({ message: say('form.changedMeanwhile'), color: 'orange' });
    } finally {
      setBusy(false);
    }
  };
  const save = () => {
    editor.evaluateNow();
    const hidden = live.evaluated?.hidden ?? new Set<string>();
    const isAsked = ({ name }: Field) => !hidden.has(name);
    const found =
      unseen === 'correct'
        ? planUnseen(definition, editor.draft(), isAsked)
        : planSave(definition, editor.base, editor.draft(), isAsked);
    const wrong = Object.keys(found.problems);
    if (wrong.length > 0) {
      for (const name of wrong) form.setValue(name, form.getValues(name), { shouldTouch: true });
      focusFirst(frame.current, wrong);
      return;
    }
    if (found.correct !== undefined) setPlan(found);
    else if (found.record !== undefined) void send(found, '');
    // A day alone records nothing: on to what is asked for.
    else focusFirst(frame.current, [...(live.evaluated?.required ?? [])]);
  };
  const pressed = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if ((event.ctrlKey || event.metaKey) && (event.key.toLowerCase() === 's' || event.key === 'Enter')) {
      event.preventDefault();
      save();
    } else if (event.altKey && event.key.toLowerCase() === 'm') {
      event.preventDefault();
      target.closest('[data-item]')?.querySelector<HTMLElement>('[data-about]')?.click();
    } else if (event.key === 'Enter' && !['BUTTON', 'A', 'TEXTAREA'].includes(target.tagName)) {
      event.preventDefault();
      focusAfter(frame.current, target);
    }
  };
  const fields = fieldsOf(definition, rows);
  const beside = fields.filter(({ rowId }) => rowId === undefined);
  const repeating = (definition.groups ?? []).filter(({ repeats }) => repeats === true);
  const required = [...(live.evaluated?.required ?? [])];
  const unfilled = required.filter((name) => form.getValues(name) === '').length;
  return (
    <FormContext.Provider value={open}>
      <LiveContext.Provider value={live}>
        {editor.restoredAt !== undefined && editor.isOther && (
          <Alert color="blue" variant="light" mb="sm" role="status">
            <Group justify="space-between">
              <Text size="sm">{say('form.restored', { at: instant(editor.restoredAt) })}</Text>
              <Button size="compact-sm" variant="default" onClick={editor.discard}>
                {say('form.discard')}
              </Button>
            </Group>
          </Alert>
        )}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the controls within it. */}
        <div ref={frame} className={classes.page} onKeyDown={pressed}>
          <div className={classes.fields}>
            <DayField control={form.control} isDisabled={isReadOnly} isOptional={unseen === 'correct'} />
            {beside.map((field, index) => {
              const group = definition.groups?.find(({ id }) => id === field.item.group);
              const isFirst = group !== undefined && beside[index - 1]?.item.group !== group.id;
              return (
                <div key={field.name}>
                  {isFirst && <div className={classes.group}>{label(group.name, language)}</div>}
                  <FieldRow field={field} control={form.control} />
                </div>
              );
            })}
            {(unseen === 'correct' ? [] : repeating).map((group) => (
              <RowsSection
                key={group.id}
                group={group}
                rows={rows}
                control={form.control}
                isDisabled={isReadOnly}
                onAdd={editor.addRow}
                onRemove={editor.removeRow}
              />
            ))}
          </div>
          {error !== undefined && <ErrorNote error={error} title={say('shell.refused')} />}
          <div className={classes.bar}>
            <Text size="sm" c="dimmed" role="status">
              {statusText()}
            </Text>
            <Group gap="sm">
              {props.next}
              {!isReadOnly && (
                <Button
                  onClick={save}
                  loading={isBusy}
                  disabled={!editor.isOther}
                  rightSection={<Kbd size="xs">Ctrl S</Kbd>}
                >
                  {say('form.save')}
                </Button>
              )}
            </Group>
          </div>
        </div>
        {opened !== undefined && (
          <ValueDrawer
            field={opened}
            raw={form.getValues(opened.name) ?? ''}
            onGive={(raw) => form.setValue(opened.name, raw, { shouldTouch: true })}
            onClose={() => setOpened(undefined)}
          />
        )}
        {plan !== undefined && (
          <ReasonDialog
            changes={plan.changes}
            onSave={(reason) => void send(plan, reason)}
            onClose={() => setPlan(undefined)}
          />
        )}
        {conflicts.length > 0 && <ConflictDialog conflicts={conflicts} onSettle={editor.settle} />}
      </LiveContext.Provider>
    </FormContext.Provider>
  );

  function statusText(): string {
    if (isReadOnly) return say('form.readOnly');
    if (isWaiting) return say('form.waits');
    if (!editor.isOther && unseen !== undefined) return '';
    if (!editor.isOther) return editor.base.version === 0 ? say('form.empty') : say('form.allRecorded');
    const missing = unfilled > 0 && unseen === undefined ? ` ${say('form.unfilled', { count: unfilled })}` : '';
    return `${editor.keptAt === undefined ? say('form.notKept') : say('form.kept')}${missing}`;
  }
}

/** Whoever opens an empty form types at once. On a device without a mouse that would open its keyboard over the form. */
function useFirstFieldFocused(frame: RefObject<HTMLDivElement | null>, isWanted: boolean): void {
  const wanted = useRef(isWanted);
  useEffect(() => {
    if (!wanted.current || !window.matchMedia('(pointer: fine)').matches) return;
    const all = [...(frame.current?.querySelectorAll<HTMLElement>('[data-field]:not(:disabled)') ?? [])];
    const first = all.find(
      (field) => !(field instanceof HTMLInputElement && field.type === 'text' && field.value !== ''),
    );
    first?.focus({ preventScroll: true });
  }, [frame]);
}

/** Goes to the first of these fields; without one to the first of all that is empty. */
function focusFirst(frame: HTMLElement | null, names: readonly string[]): void {
  const named = names.map((name) => document.getElementById(`field-${name.replace('/', '-')}`));
  const all = [...(frame?.querySelectorAll<HTMLInputElement>('[data-field]:not(:disabled)') ?? [])];
  (named.find((field) => field !== null) ?? all.find(({ value }) => value === ''))?.focus();
}

/** Goes to the next field; after the last one to the button that records. */
function focusAfter(frame: HTMLElement | null, from: HTMLElement): void {
  const all = [...(frame?.querySelectorAll<HTMLElement>('[data-field]:not(:disabled)') ?? [])];
  const own = from.closest('[role="radiogroup"]')?.querySelector<HTMLElement>('[data-field]') ?? from;
  const next = all[all.indexOf(own) + 1];
  if (next !== undefined) {
    const group = next.closest('[role="radiogroup"]');
    (group?.querySelector<HTMLElement>('input:checked') ?? next).focus();
    if (next instanceof HTMLInputElement && next.type !== 'radio') next.select();
  } else [...(frame?.querySelectorAll<HTMLElement>('button') ?? [])].at(-1)?.focus();
}
