// Refusals: expected answers of "no", with a stable code and facts. All codes are in this file.

/** Each code with the rule it stands for. Codes are stable: they are never renamed and never reused. */
export const refusalCodes = {
  'right-missing': 'The actor holds no role that has the right to this command here.',
  'trial-locked': 'After the lock nothing of the trial changes.',
} as const;

export type RefusalCode = keyof typeof refusalCodes;

export interface Refusal {
  readonly accepted: false;
  readonly code: RefusalCode;
  /** One sentence: the rule, the value and what is allowed. Never reveals a treatment. */
  readonly message: string;
  readonly facts: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

/** Makes a refusal. */
export function refuse(code: RefusalCode, message: string, facts: Refusal['facts'] = {}): Refusal {
  return { accepted: false, code, message, facts };
}
