// What a step of the laboratory asks for, and how it becomes a command.
import type { CommandInput, CommandName } from '@equipoise/trial';
import type { MessageKey, MessageValues } from '../../language/message.js';

export type FieldKind =
  | 'text'
  | 'note'
  | 'number'
  | 'moment'
  | 'day'
  | 'choice'
  | 'yes'
  | 'material'
  | 'openMaterial'
  | 'person'
  | 'scan'
  | 'laboratory';

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly label: MessageKey;
  readonly isOptional?: boolean;
  readonly initial?: string;
  readonly choices?: readonly { readonly value: string; readonly label: string | MessageKey }[];
}

/** What people filled in, by name of field; laboratory values as "laboratory.ID". */
export type Entries = Readonly<Record<string, string>>;

export interface StepContext {
  readonly actorId: string;
  readonly now: () => { readonly at: string; readonly zone: string };
  readonly newId: () => string;
  readonly laboratory: (entries: Entries) => Record<string, unknown>;
}

export interface Step {
  readonly id: string;
  readonly command: CommandName;
  readonly title: MessageKey;
  readonly values?: MessageValues;
  readonly fields: readonly Field[];
  readonly isDangerous?: boolean;
  readonly body: (entries: Entries, context: StepContext) => CommandInput<CommandName>;
}

export const moment: Field = { name: 'happenedAt', kind: 'moment', label: 'product.field.happenedAt' };
export const day: Field = { name: 'day', kind: 'day', label: 'product.field.day' };
export const note: Field = { name: 'note', kind: 'note', label: 'product.field.note', isOptional: true };
export const reason: Field = { name: 'reason', kind: 'note', label: 'product.field.reason' };
export const laboratory: Field = { name: 'laboratory', kind: 'laboratory', label: 'product.laboratoryValues' };
export const laboratoryIfAny: Field = { ...laboratory, isOptional: true };

/** A part of a body only where something was typed. */
export const given = (name: string, value: string | undefined) =>
  value === undefined || value.trim() === '' ? {} : { [name]: value.trim() };

type Body = (entries: Entries, context: StepContext) => Record<string, unknown>;
export type StepPart = Omit<Step, 'body' | 'id'> & { readonly id?: string; readonly with: Body };
