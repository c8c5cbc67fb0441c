// Which event last changed each form and each adverse event of a participant: what a second sender has to have seen.
import type { TrialEvent } from '../event/catalogue.js';
import type { ActorId } from '../id.js';
import type { Folded } from './recorded.js';

/** The last change of one thing. Versions are those of the participant's stream. */
export interface Change {
  readonly version: number;
  readonly by: ActorId;
  /** UTC instant with milliseconds. */
  readonly at: string;
  /** By part (an item of a form, a fact of an adverse event): the version that changed it last. */
  readonly parts: Readonly<Record<string, number>>;
}

/** By `formThing` and `adverseEventThing`. */
export type ChangeState = Readonly<Record<string, Change>>;

/** The key of a form among the things of a participant that change. */
export function formThing(form: {
  readonly visit: string;
  readonly form: string;
  readonly occurrence: number;
}): string {
  return `form/${form.visit}/${form.form}/${form.occurrence}`;
}

/** The key of an adverse event among the things of a participant that change. */
export function adverseEventThing(adverseEventId: string): string {
  return `adverseEvent/${adverseEventId}`;
}

/** The changes after one more event, the one of this version of the participant's stream. */
export function evolveChanges(changes: ChangeState, { event, envelope }: Folded, version: number): ChangeState {
  const touched = event === undefined ? undefined : touchedBy(event);
  if (touched === undefined) return changes;
  const parts = { ...changes[touched.thing]?.parts };
  for (const part of touched.parts) parts[part] = version;
  return { ...changes, [touched.thing]: { version, by: envelope.actorId, at: envelope.recordedAt, parts } };
}

/** The thing of a participant that an event changes, if any. */
export function thingChangedBy(event: TrialEvent): string | undefined {
  return touchedBy(event)?.thing;
}

/** What an event changes, and which parts of it; nothing where it changes no thing that bears a version of its own. */
function touchedBy(event: TrialEvent): { readonly thing: string; readonly parts: readonly string[] } | undefined {
  switch (event.type) {
    case 'FormRecorded':
      return {
        thing: formThing(event.payload),
        parts: ['happenedOn', ...Object.keys(event.payload.items), ...rowParts(event.payload.rows)],
      };
    case 'FormUndone':
      return { thing: formThing(event.payload), parts: ['form'] };
    case 'FormCorrected': {
      const day = event.payload.happenedOn === undefined ? [] : ['happenedOn'];
      const { items, rows, removedRows } = event.payload;
      const removed = (removedRows ?? []).map(({ rowId }) => `row ${rowId}`);
      return { thing: formThing(event.payload), parts: [...day, ...Object.keys(items), ...rowParts(rows), ...removed] };
    }
    case 'AdverseEventReported':
    case 'AdverseEventUpdated': {
      const { adverseEventId, heldAt: _, ...facts } = event.payload;
      return { thing: adverseEventThing(adverseEventId), parts: Object.keys(facts) };
    }
    default:
      return undefined;
  }
}

/** Items of rows, each by its row. */
function rowParts(
  rows: readonly { readonly rowId: string; readonly items: Readonly<Record<string, unknown>> }[] | undefined,
): readonly string[] {
  return (rows ?? []).flatMap(({ rowId, items }) => Object.keys(items).map((id) => `row ${rowId} ${id}`));
}
