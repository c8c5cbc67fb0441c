// What every field of an open form shares: never what is typed.
import type { Form, Protocol } from '@equipoise/trial';
import { createContext, useContext } from 'react';
import type { RowOf } from '../../api/view.js';
import type { Field, FormPlace, KnownForm } from './form-model.js';

export type QueryRow = RowOf<'queries'>;

export interface OpenForm {
  readonly protocol: Protocol;
  readonly form: Form;
  readonly place: FormPlace;
  readonly known: KnownForm;
  /** Whether the person may fill this item. */
  /** What is left empty stays as it is recorded: nothing is asked for. */
  readonly isPartial?: boolean;
  readonly mayFill: (field: Field) => boolean;
  /** Opens what is known of one value: why it is missing, its history, its queries. */
  readonly openValue: (field: Field) => void;
  /** Queries that are not closed, by item. */
  readonly queriesOf: (item: string, rowId?: string) => readonly QueryRow[];
}

export const FormContext = createContext<OpenForm | undefined>(undefined);

/** The form that is open. @throws Error outside of one */
export function useOpenForm(): OpenForm {
  const open = useContext(FormContext);
  if (open === undefined) throw new Error('No form is open here.');
  return open;
}
