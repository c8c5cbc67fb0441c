// What the routes of accounts answer when they say no: stable codes, each with its rule and its status.

/** Each code with its HTTP status and the rule it stands for. Codes are stable: never renamed, never reused. */
export const accountProblems = {
  'sign-in-refused': [401, 'The e-mail address, the password or the code is wrong.'],
  'second-factor-needed': [401, 'This account signs in with a code of its second factor as well.'],
  'not-signed-in': [401, 'This needs a signed-in person.'],
  'too-many-failures': [429, 'After too many failures in a short time nobody gets in for a while.'],
  'account-disabled': [403, 'This account was disabled by an administrator.'],
  'account-expired': [403, 'This account has expired; an administrator can prolong it.'],
  'proof-wrong': [403, 'The credentials given again are wrong.'],
  'session-needed': [403, 'An API token can not do this: sign in.'],
  'second-factor-demanded': [403, 'This is for sessions that began with a second factor.'],
  'administrator-needed': [403, 'Only administrators of accounts may do this.'],
  'right-missing': [403, 'Nobody gives what they do not have.'],
  'demonstration-account': [403, 'A demonstration account can not be changed.'],
  'origin-refused': [403, 'A request that changes something comes from the pages of this installation.'],
  'not-found': [404, 'There is nothing under this id that you may see.'],
  'link-invalid': [410, 'This link was used, has expired or was replaced by a newer one.'],
  'e-mail-in-use': [409, 'An e-mail address belongs to one account.'],
  'last-administrator': [409, 'An installation keeps at least one administrator who can sign in.'],
  'second-factor-known': [409, 'The second factor is set up already; remove it first.'],
  'second-factor-missing': [409, 'No second factor is set up.'],
  'last-credential': [409, 'An account keeps at least one way to sign in.'],
  'password-weak': [422, 'A password has at least 12 characters and is not easy to guess.'],
  'scope-invalid': [422, 'A scope names a trial and what may be done there.'],
  'passkey-refused': [422, 'The answer of the authenticator does not fit what was asked.'],
  'provider-unknown': [404, 'No such provider is set up.'],
} as const satisfies Record<string, readonly [number, string]>;

/** The rule behind a code; undefined for a code that is none of accounts. */
export function findAccountRule(code: string): { readonly status: number; readonly rule: string } | undefined {
  if (!Object.hasOwn(accountProblems, code)) return undefined;
  const [status, rule] = accountProblems[code as keyof typeof accountProblems];
  return { status, rule };
}

export type AccountProblemCode = keyof typeof accountProblems;

/** Thrown by the work behind the routes of accounts; the web server answers it as a problem document. */
export class AccountProblem extends Error {
  readonly status: number;
  /** The rule. */
  readonly title: string;
  /** One sentence about this case. */
  readonly detail: string;

  constructor(
    readonly code: AccountProblemCode,
    readonly facts: Readonly<Record<string, string | number | boolean | readonly string[]>> = {},
    detail?: string,
  ) {
    const [status, rule] = accountProblems[code];
    super(detail ?? rule);
    this.status = status;
    this.title = rule;
    this.detail = this.message;
  }
}
