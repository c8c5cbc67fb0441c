// What an import of forms is asked for, and what its plan says.
import type { Command } from '../command/catalogue.js';
import type { ParticipantId } from '../id.js';
import type { ImportTable } from '../import/table.js';
import type { Form, Item, Protocol } from '../protocol/schema.js';
import type { DateOrMissing, ItemValue } from '../value.js';

/** A participant whom the sender may see. */
export interface ImportParticipant {
  readonly participantId: ParticipantId;
  readonly siteId: string;
  readonly screeningNumber: string;
}

/** A form as the sender sees it now. */
export interface ImportKnownForm {
  readonly participantId: string;
  readonly visit: string;
  readonly occurrence: number;
  readonly happenedOn: DateOrMissing;
  readonly items: Readonly<Record<string, ItemValue>>;
  /** Rows of groups that repeat, by their ids. */
  readonly rows?: Readonly<
    Record<string, { readonly group: string; readonly items: Readonly<Record<string, ItemValue>> }>
  >;
  readonly version: number;
}

export interface FormImport {
  readonly form: string;
  readonly table: ImportTable;
  /** SHA-256 of the file. */
  readonly sha256: string;
  /** Of all that the file names. */
  readonly participants: readonly ImportParticipant[];
  readonly known: readonly ImportKnownForm[];
  /** The protocol by which a site works. */
  readonly protocolAt: (siteId: string) => Protocol;
  /** Whether the sender may see an item at a site. */
  readonly sees: (siteId: string, form: Form, item: Item) => boolean;
}

/** What is wrong with a cell, a row, or the file (line 1). */
export interface ImportProblem {
  /** Of the file; its header is line 1. */
  readonly line: number;
  readonly column?: string;
  /** Stable: of this import, or of the refusal at the screen. */
  readonly code: string;
  readonly message: string;
  /** What the message mentions, for sentences in other languages. */
  readonly facts?: ImportFacts;
}

/** What is mentioned of a problem. "none" stands for what is not there. */
export type ImportFacts = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** A problem of a row, without its line. */
export type RowProblem = Pick<ImportProblem, 'code' | 'message' | 'facts'>;

/** A value that the import would change: null where there is none yet. */
export interface ImportChange {
  readonly line: number;
  readonly participantId: string;
  readonly screeningNumber: string;
  readonly siteId: string;
  readonly visit: string;
  readonly occurrence: number;
  /** `happenedOn` for the day of the form. */
  readonly item: string;
  readonly from: ItemValue | null;
  readonly to: ItemValue;
}

/** One command of an import; its reason comes with the import itself. */
export interface PlannedCommand {
  readonly line: number;
  readonly command: Extract<Command, { name: 'recordForm' | 'correctValue' }>;
  /** Absent: it follows another command on the same form, and expects the version that this gave it. */
  readonly expectedVersion?: number;
  /** The day of the form as it is recorded, where a correction changes it. */
  readonly day?: DateOrMissing;
}

export interface FormImportPlan {
  readonly problems: readonly ImportProblem[];
  readonly changes: readonly ImportChange[];
  readonly commands: readonly PlannedCommand[];
  /** Rows that say what is recorded already. */
  readonly unchanged: number;
  /** SHA-256 over the file, every old and new value and the versions that they rest on. */
  readonly digest: string;
}
