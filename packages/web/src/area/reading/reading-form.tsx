// The form of a scan, filled by keys alone if one likes: sent, corrected, or taken back until it is locked.
import { type Form, label, type Reading } from '@equipoise/trial';
import { Button, Group, Kbd, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useWatch } from 'react-hook-form';
import { Problem } from '../../api/http.js';
import { useTrial } from '../../app/trial-context.js';
import { dropDraft } from '../../draft/store.js';
import { useSpeech } from '../../language/message.js';
import { CommandDialog } from '../../part/command-dialog.js';
import { ErrorNote } from '../../part/error-note.js';
import type { Surroundings } from '../form/evaluate.js';
import { FieldRow, type FormValues } from '../form/field-row.js';
import classes from '../form/form.module.css';
import { FormContext, type OpenForm } from '../form/form-context.js';
import { ReasonDialog } from '../form/form-dialogs.js';
import { dayField, type Field, fieldsOf, planSave, type SavePlan } from '../form/form-model.js';
import { LiveContext } from '../form/live-store.js';
import { RowsSection } from '../form/rows-section.js';
import { type SavedDraft, useEditor } from '../form/use-editor.js';
import { ValueDrawer } from '../form/value-drawer.js';
import { chooseByDigit, fieldsIn, focusField, focusNext } from './keys.js';
import { dayUnknownHere, knownReading, reasonItem, unreadable } from './queue.js';
import type { ReadingPanelProps } from './reading-panel.js';
import { sendPlan, takeBack } from './send.js';

interface ReadingFormProps extends ReadingPanelProps {
  readonly reading: Reading;
  readonly definition: Form;
  readonly draftKey: string;
  readonly saved: SavedDraft | undefined;
}

const initial: FormValues = { [dayField]: dayUnknownHere };
const noQueries = () => [];
/** Above, so that the bar of the next scan is not covered. */
const toast = { position: 'top-center', autoClose: 3000 } as const;

export function ReadingForm(props: ReadingFormProps) {
  const { row, protocol, reading, definition, draftKey, saved, hasNext, onSent, onSkip, onLastSent } = props;
  const { say, language } = useSpeech();
  const { trialId, trial, me } = useTrial();
  const frame = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<Field>();
  const [plan, setPlan] = useState<SavePlan>();
  const [isTakingBack, setTakingBack] = useState(false);
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const scan = { trialId, readingId: row.reading_id, tag: row.tag };
  const place = useMemo(() => ({ participantId: '', visit: '', form: definition.id, occurrence: 1 }), [definition.id]);
  const around = useMemo<Surroundings>(
    () => ({ protocol, form: definition, siteId: '', others: [], ranges: [] }),
    [protocol, definition],
  );
  const known = useMemo(() => knownReading(row), [row]);
  const editor = useEditor({ accountId: me.accountId, draftKey, place, definition, known, around, saved, initial });
  const { form, live, rows } = editor;
  const isClosed = row.state === 'closed';
  const roles = useMemo(() => trial.roles.map(({ role }) => role), [trial.roles]);
  const mayFill = useCallback(
    ({ item }: Field) => {
      const filling = item.editedBy ?? definition.filledBy;
      return !isClosed && (filling === undefined || filling.some((role) => roles.includes(role)));
    },
    [isClosed, definition, roles],
  );
  const openValue = useCallback((field: Field) => setOpened(field), []);
  const open = useMemo<OpenForm>(
    () => ({ protocol, form: definition, place, known: editor.base, mayFill, openValue, queriesOf: noQueries }),
    [protocol, definition, place, editor.base, mayFill, openValue],
  );
  const quality = reading.quality?.item;
  const isUnreadable = useWatch({ control: form.control, name: quality ?? dayField }) === 'false';
  const isNew = row.state === 'waiting';

  // Whoever opens a scan types at once. On a device without a mouse that would open its keyboard over the form.
  useEffect(() => {
    if (!isNew || !window.matchMedia('(pointer: fine)').matches) return;
    const [first] = fieldsIn(frame.current);
    if (first !== undefined) focusField(first);
  }, [isNew]);

  const done = async (message: string, wasRead: boolean) => {
    await dropDraft(me.accountId, draftKey);
    notifications.show({ message, color: 'green', ...toast });
    await onSent(wasRead);
  };
  const send = async (found: SavePlan, reason: string) => {
    setPlan(undefined);
    setBusy(true);
    setError(undefined);
    try {
      await sendPlan(scan, found, reason);
      await done(say('reading.isSent', { id: row.reading_id }), true);
    } catch (caught) {
      if (caught instanceof Problem && (caught.code === 'changed-meanwhile' || caught.code === 'reading-unknown')) {
        // Somebody else was first, or it no longer waits: the queue shows what does.
        notifications.show({ message: say('reading.isTaken', { id: row.reading_id }), color: 'orange', ...toast });
        await onSent(true);
      } else setError(caught);
    } finally {
      setBusy(false);
    }
  };
  const save = () => {
    if (isBusy || isClosed) return;
    editor.evaluateNow();
    const hidden = live.evaluated?.hidden ?? new Set<string>();
    const found = planSave(definition, editor.base, editor.draft(), ({ name }) => !hidden.has(name));
    const unfilled = [...(live.evaluated?.required ?? [])].filter((name) => (form.getValues(name) ?? '') === '');
    const wrong = [...Object.keys(found.problems), ...unfilled];
    for (const name of wrong) form.setValue(name, form.getValues(name) ?? '', { shouldTouch: true });
    const [first] = wrong;
    if (first !== undefined) {
      document.getElementById(`field-${first.replace('/', '-')}`)?.focus();
      setError(unfilled.length > 0 ? 'unfilled' : undefined);
      return;
    }
    setError(undefined);
    if (found.correct !== undefined) setPlan(found);
    else if (found.record !== undefined) void send(found, '');
  };
  const cannotRead = () => {
    if (quality === undefined || isClosed) return;
    const required = live.evaluated?.required ?? [];
    const fresh = unreadable(quality, { required, values: form.getValues() });
    for (const [name, value] of Object.entries(fresh)) form.setValue(name, value);
    const reason = reasonItem(definition, quality);
    const field = reason === undefined ? null : document.getElementById(`field-${reason}`);
    if (field === null) frame.current?.querySelector<HTMLElement>('[data-send]')?.focus();
    else focusField(field);
  };
  const pressed = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    const act = (action: () => void) => {
      event.preventDefault();
      action();
    };
    if (event.ctrlKey || event.metaKey) {
      if (event.key === 'Enter' || event.key.toLowerCase() === 's') act(save);
    } else if (event.altKey) {
      // By the place of the key: with Alt some keyboards type other letters.
      if (event.code === 'KeyX') act(cannotRead);
      else if (event.code === 'KeyN' && hasNext) act(onSkip);
      else if (event.code === 'KeyZ' && onLastSent !== undefined) act(onLastSent);
      else if (event.code === 'KeyM')
        act(() => target.closest('[data-item]')?.querySelector<HTMLElement>('[data-about]')?.click());
    } else if (chooseByDigit(target, event.key)) event.preventDefault();
    else if (event.key === 'Enter' && !['BUTTON', 'A', 'TEXTAREA', 'SUMMARY'].includes(target.tagName))
      act(() => {
        if (!focusNext(frame.current, target)) frame.current?.querySelector<HTMLElement>('[data-send]')?.focus();
      });
  };
  const fields = fieldsOf(definition, rows).filter(({ rowId }) => rowId === undefined);
  const repeating = (definition.groups ?? []).filter(({ repeats }) => repeats === true);
  return (
    <FormContext.Provider value={open}>
      <LiveContext.Provider value={live}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the controls within it. */}
        <div ref={frame} className={classes.page} onKeyDown={pressed}>
          <div className={classes.fields}>
            {fields.map((field, index) => {
              const group = definition.groups?.find(({ id }) => id === field.item.group);
              const isFirst = group !== undefined && fields[index - 1]?.item.group !== group.id;
              return (
                <div key={field.name}>
                  {isFirst && <div className={classes.group}>{label(group.name, language)}</div>}
                  <FieldRow field={field} control={form.control} />
                </div>
              );
            })}
            {repeating.map((group) => (
              <RowsSection
                key={group.id}
                group={group}
                rows={rows}
                control={form.control}
                isDisabled={isClosed}
                onAdd={editor.addRow}
                onRemove={editor.removeRow}
              />
            ))}
          </div>
          {error !== undefined &&
            (error === 'unfilled' ? (
              <Text size="sm" c="var(--eq-bad-text)" role="alert" mt="sm">
                {say('reading.unfilled')}
              </Text>
            ) : (
              <ErrorNote error={error} title={say('shell.refused')} />
            ))}
          <div className={classes.bar}>
            <Text size="sm" c={isNew && isUnreadable ? 'var(--eq-warning-text)' : 'dimmed'} role="status" maw={420}>
              {statusText()}
            </Text>
            <Group gap="sm">
              {hasNext && (
                <Button variant="default" onClick={onSkip} rightSection={<Kbd size="xs">Alt N</Kbd>}>
                  {say(isNew ? 'reading.later' : 'reading.toNext')}
                </Button>
              )}
              {isNew && quality !== undefined && (
                <Button variant="default" onClick={cannotRead} rightSection={<Kbd size="xs">Alt X</Kbd>}>
                  {say('reading.cannotRead')}
                </Button>
              )}
              {!isNew && !isClosed && (
                <Button variant="default" onClick={() => setTakingBack(true)}>
                  {say('reading.takeBack')}
                </Button>
              )}
              {!isClosed && (
                <Button
                  data-send
                  onClick={save}
                  loading={isBusy}
                  disabled={!isNew && !editor.isOther}
                  rightSection={<Kbd size="xs">Ctrl ↵</Kbd>}
                >
                  {say(isNew ? 'reading.send' : 'reading.correct')}
                </Button>
              )}
            </Group>
          </div>
          {isNew && (
            <Text size="xs" c="dimmed" mt={6}>
              {say('reading.keys')}
            </Text>
          )}
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
        {isTakingBack && (
          <TakeBackDialog
            id={row.reading_id}
            onTakeBack={async (reason) => {
              await takeBack(scan, reason);
              await done(say('reading.isTakenBack', { id: row.reading_id }), false);
            }}
            onClose={() => setTakingBack(false)}
          />
        )}
      </LiveContext.Provider>
    </FormContext.Provider>
  );

  function statusText(): string {
    if (isClosed) return say('reading.closedHelp');
    if (!isNew) return say('reading.openUntilLock');
    const days = reading.quality?.repeatWithinDays;
    if (isUnreadable) return days === undefined ? say('reading.asksRepeat') : say('reading.asksRepeatWithin', { days });
    if (!editor.isOther) return say('form.empty');
    return editor.keptAt === undefined ? say('form.notKept') : say('form.kept');
  }
}

function TakeBackDialog({
  id,
  onTakeBack,
  onClose,
}: {
  readonly id: string;
  readonly onTakeBack: (reason: string) => Promise<void>;
  readonly onClose: () => void;
}) {
  const { say } = useSpeech();
  const [reason, setReason] = useState('');
  return (
    <CommandDialog
      title={say('reading.takeBackTitle', { id })}
      help={say('reading.takeBackHelp')}
      submit={say('reading.takeBack')}
      isReady={reason.trim().length >= 3}
      onClose={onClose}
      onSubmit={() => onTakeBack(reason.trim())}
    >
      <TextInput
        label={say('form.reason')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        required
        data-autofocus
      />
    </CommandDialog>
  );
}
