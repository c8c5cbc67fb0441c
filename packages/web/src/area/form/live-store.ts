// What the rules say of a form, told to each field by itself: a key typed in one draws that one alone.
import { isMissing, type Question } from '@equipoise/trial';
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Evaluated, Flagged } from './evaluate.js';

/** What one field is told. */
export interface FieldState {
  readonly calculated?: Evaluated['calculated'][string];
  readonly isHidden: boolean;
  readonly isRequired: boolean;
  readonly questions: readonly Question[];
  readonly flag?: Flagged | undefined;
}

const none: readonly Question[] = [];

/** Holds the latest evaluation; listeners hear of it, and each field looks whether its own part is another. */
export class LiveStore {
  readonly #listeners = new Set<() => void>();
  readonly #states = new Map<string, FieldState>();
  #evaluated: Evaluated | undefined;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(evaluated: Evaluated): void {
    this.#evaluated = evaluated;
    for (const listener of this.#listeners) listener();
  }

  get evaluated(): Evaluated | undefined {
    return this.#evaluated;
  }

  /** The state of a field: the very same object while nothing of it changed. */
  stateOf(name: string): FieldState {
    const before = this.#states.get(name);
    const now = this.#evaluated;
    const calculated = now?.calculated[name];
    const state: FieldState = {
      isHidden: now?.hidden.has(name) ?? false,
      isRequired: now?.required.has(name) ?? false,
      questions: now?.questions[name] ?? none,
      flag: now?.flags[name],
      ...(calculated === undefined ? {} : { calculated }),
    };
    if (before !== undefined && isSame(before, state)) return before;
    this.#states.set(name, state);
    return state;
  }
}

function isSame(a: FieldState, b: FieldState): boolean {
  return (
    a.isHidden === b.isHidden &&
    a.isRequired === b.isRequired &&
    a.flag?.flag === b.flag?.flag &&
    a.flag?.rangeId === b.flag?.rangeId &&
    textOf(a.calculated) === textOf(b.calculated) &&
    a.questions.length === b.questions.length &&
    a.questions.every(({ check }, index) => check === b.questions[index]?.check)
  );
}

function textOf(value: FieldState['calculated']): string {
  return isMissing(value) ? `missing ${value.missing}` : String(value);
}

export const LiveContext = createContext(new LiveStore());

/** What the rules say of a field now. */
export function useFieldState(name: string): FieldState {
  const store = useContext(LiveContext);
  return useSyncExternalStore(store.subscribe, () => store.stateOf(name));
}
