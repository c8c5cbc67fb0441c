// The state of an open form: fields, rows, live rules, drafts kept on the device, and what others did meanwhile.
import type { Form } from '@equipoise/trial';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type UseFormReturn, useForm } from 'react-hook-form';
import { dropDraft, keepDraft } from '../../draft/store.js';
import { evaluateForm, type Surroundings } from './evaluate.js';
import type { FormValues } from './field-row.js';
import {
  type Conflict,
  type DraftRow,
  draftOf,
  type FormDraft,
  type FormPlace,
  fieldsOf,
  isDraftOther,
  type KnownForm,
  mergeDraft,
  recordedDraft,
} from './form-model.js';
import { isSameRaw } from './form-value.js';
import { LiveStore } from './live-store.js';

/** A draft as it lies on the device. */
export interface SavedDraft {
  readonly base: KnownForm;
  readonly draft: FormDraft;
  readonly at: string;
}

/** After the last key: long enough that typing is never held up. */
const evaluateMs = 120;
const keepMs = 600;

interface EditorInput {
  readonly accountId: string;
  readonly draftKey: string;
  readonly place: FormPlace;
  readonly definition: Form;
  readonly known: KnownForm;
  readonly around: Surroundings;
  readonly saved: SavedDraft | undefined;
  /** Values of a form that nobody filled yet. */
  readonly initial: Readonly<FormValues>;
}

export interface Editor {
  readonly form: UseFormReturn<FormValues>;
  readonly rows: readonly DraftRow[];
  readonly live: LiveStore;
  readonly base: KnownForm;
  readonly isOther: boolean;
  /** When the draft was last kept on the device. */
  readonly keptAt: string | undefined;
  readonly restoredAt: string | undefined;
  readonly conflicts: readonly Conflict[];
  readonly settle: (taken: Readonly<FormValues>) => void;
  readonly draft: () => FormDraft;
  readonly evaluateNow: () => void;
  readonly addRow: (group: string) => void;
  readonly removeRow: (rowId: string) => void;
  readonly discard: () => void;
  /** Keeps nothing more on the device: what was typed is recorded. */
  readonly finish: () => void;
}

export function useEditor(input: EditorInput): Editor {
  const { accountId, draftKey, place, definition, known, around, saved, initial } = input;
  const [start] = useState(() => startOf(input));
  const [rows, setRows] = useState<readonly DraftRow[]>(start.draft.rows);
  const [base, setBase] = useState(known);
  const [conflicts, setConflicts] = useState<readonly Conflict[]>(start.conflicts);
  const [isOther, setOther] = useState(false);
  const [keptAt, setKeptAt] = useState<string>();
  const [restoredAt, setRestoredAt] = useState(saved?.at);
  const form = useForm<FormValues>({ defaultValues: { ...start.draft.values } });
  const live = useMemo(() => new LiveStore(), []);
  const state = useRef({ rows, base, around });
  state.current = { rows, base, around };
  const timers = useRef<{ evaluate?: number; keep?: number }>({});
  const isFinished = useRef(false);

  const draft = useCallback<() => FormDraft>(
    () => ({ values: { ...form.getValues() }, rows: state.current.rows }),
    [form],
  );
  const evaluateNow = useCallback(() => {
    const now = draft();
    live.set(evaluateForm(state.current.around, recordedDraft(definition, place, now)));
    setOther(isTyped(definition, state.current.base, now, initial));
  }, [draft, live, definition, place, initial]);
  const keep = useCallback(async () => {
    if (isFinished.current) return;
    const now = draft();
    // Where the device can't be written to, a draft that stays is shown again, and nothing else is lost.
    if (!isTyped(definition, state.current.base, now, initial))
      return dropDraft(accountId, draftKey).catch(() => undefined);
    const at = new Date().toISOString();
    const content: SavedDraft = { base: state.current.base, draft: now, at };
    if (await keepDraft(accountId, draftKey, content).catch(() => false)) setKeptAt(at);
  }, [draft, definition, accountId, draftKey, initial]);
  const changed = useCallback(() => {
    window.clearTimeout(timers.current.evaluate);
    window.clearTimeout(timers.current.keep);
    timers.current.evaluate = window.setTimeout(evaluateNow, evaluateMs);
    timers.current.keep = window.setTimeout(() => void keep(), keepMs);
  }, [evaluateNow, keep]);

  useEffect(() => form.subscribe({ formState: { values: true }, callback: changed }), [form, changed]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the rules read beside the fields.
  useEffect(evaluateNow, [evaluateNow, around, rows, base]);
  // A laptop that closes, a page that goes: what was typed last is kept at once.
  useEffect(() => {
    const now = () => {
      if (document.visibilityState === 'hidden') void keep();
    };
    document.addEventListener('visibilitychange', now);
    return () => {
      document.removeEventListener('visibilitychange', now);
      window.clearTimeout(timers.current.evaluate);
      if (timers.current.keep !== undefined) void keep();
    };
  }, [keep]);

  const write = useCallback(
    (values: Readonly<FormValues>) => {
      for (const [name, value] of Object.entries(values))
        if (form.getValues(name) !== value) form.setValue(name, value);
    },
    [form],
  );
  // What others recorded meanwhile comes in; where both changed a value, the person decides.
  useEffect(() => {
    const before = state.current.base;
    if (known.version === before.version) return;
    const merged = mergeDraft(definition, { base: before, mine: draft(), theirs: known });
    setBase(known);
    setRows(merged.draft.rows);
    write(merged.draft.values);
    setConflicts(merged.conflicts);
    changed();
  }, [known, definition, draft, write, changed]);

  return {
    form,
    rows,
    live,
    base,
    isOther,
    keptAt,
    restoredAt,
    conflicts,
    settle: (taken) => {
      write(taken);
      setConflicts([]);
    },
    draft,
    evaluateNow,
    addRow: (group) => {
      setRows((all) => [...all, { rowId: crypto.randomUUID(), group }]);
      changed();
    },
    removeRow: (rowId) => {
      setRows((all) => all.filter((row) => row.rowId !== rowId));
      changed();
    },
    discard: () => {
      const recorded = draftOf(definition, state.current.base);
      setRows(recorded.rows);
      for (const { name } of fieldsOf(definition, draft().rows))
        if (!(name in recorded.values)) form.setValue(name, '');
      write({ ...recorded.values, ...(state.current.base.version === 0 ? initial : {}) });
      setRestoredAt(undefined);
      setKeptAt(undefined);
      changed();
    },
    finish: () => {
      isFinished.current = true;
    },
  };
}

function startOf({ definition, known, saved, initial }: EditorInput) {
  if (saved !== undefined) {
    // A draft on what is still there goes on; on what changed meanwhile, both are brought together.
    return mergeDraft(definition, { base: saved.base, mine: saved.draft, theirs: known });
  }
  const recorded = draftOf(definition, known);
  const values = known.version === 0 ? { ...recorded.values, ...initial } : recorded.values;
  return { draft: { rows: recorded.rows, values }, conflicts: [] };
}

/** Whether anything was typed beside what stood there by itself. */
function isTyped(definition: Form, base: KnownForm, draft: FormDraft, initial: Readonly<FormValues>): boolean {
  if (base.version > 0) return isDraftOther(definition, base, draft);
  const values = { ...draft.values };
  for (const [name, value] of Object.entries(initial)) if (isSameRaw(values[name] ?? '', value)) values[name] = '';
  return isDraftOther(definition, base, { ...draft, values });
}
