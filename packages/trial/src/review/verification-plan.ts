// What is to be compared with its source: critical items always, the rest by a draw that anybody can repeat.
import { canonicalJson } from '../canonical.js';
import { sha256Bytes } from '../digest.js';
import type { FormState, ParticipantState } from '../evolve/participant-state.js';
import { formKey } from '../evolve/participant-state.js';
import type { Protocol } from '../protocol/schema.js';
import { flatValues, itemOfFlat } from './flat-value.js';

/** What of one form still has to be verified. */
export interface Unverified {
  readonly visit: string;
  readonly form: string;
  readonly occurrence: number;
  /** Of the form, in [0, 1): it is in the sample of its site where this is below the site's share. */
  readonly draw: number;
  readonly critical: readonly string[];
  /** To be verified where the form is in the sample. */
  readonly others: readonly string[];
}

const draws = new Map<string, number>();
const mostDraws = 50_000;

/**
 * The draw of a form: the first 48 bits of SHA-256 over participant and form, as a fraction. The same in every process and
 * every year; participant ids are random, so that nobody plans a visit by it.
 */
export function verificationDraw(participantId: string, key: string): number {
  const name = `${participantId}|${key}`;
  const known = draws.get(name);
  if (known !== undefined) return known;
  const bytes = sha256Bytes(canonicalJson(['equipoise-verification-1', participantId, key]));
  const draw = bytes.slice(0, 6).reduce((sum, byte) => sum * 256 + byte, 0) / 2 ** 48;
  if (draws.size >= mostDraws) draws.clear();
  draws.set(name, draw);
  return draw;
}

/** The percent of other forms that a site verifies, after this many differences from the source were found there. */
export function verificationPercent(protocol: Protocol, findings: number): number {
  const sample = protocol.dataReview?.verification?.sample;
  if (sample === undefined) return 0;
  const { percent, risePerFinding = 0, maximumPercent = 100 } = sample;
  return Math.max(percent, Math.min(maximumPercent, percent + risePerFinding * findings));
}

/** What of a form is not verified; undefined where the protocol plans no verification or all of it is done. */
export function unverifiedOf(
  protocol: Protocol,
  participant: ParticipantState,
  form: FormState,
): Unverified | undefined {
  const plan = protocol.dataReview?.verification;
  const { screening, review } = participant;
  if (plan === undefined || screening === undefined) return undefined;
  const key = formKey(form);
  const done = review.verified[key] ?? {};
  const open = inOrderOfForm(protocol, form).filter((item) => !Object.hasOwn(done, item));
  if (open.length === 0) return undefined;
  const isCritical = (item: string) =>
    (plan.critical ?? []).some(
      (one) =>
        one.form === form.form &&
        (one.visits === undefined || one.visits.includes(form.visit)) &&
        (one.items === undefined || one.items.includes(itemOfFlat(item))),
    );
  const critical = open.filter(isCritical);
  const others = plan.sample === undefined ? [] : open.filter((item) => !isCritical(item));
  if (critical.length + others.length === 0) return undefined;
  const { visit, occurrence } = form;
  const draw = others.length === 0 ? 1 : verificationDraw(screening.participantId, key);
  return { visit, form: form.form, occurrence, draw, critical, others };
}

/** The values of a form in the order of its items: the order in which they were sent is not kept. */
function inOrderOfForm(protocol: Protocol, form: FormState): readonly string[] {
  const items = protocol.forms.find(({ id }) => id === form.form)?.items.map(({ id }) => id) ?? [];
  const rankOf = (name: string) => {
    const rank = items.indexOf(itemOfFlat(name));
    return rank < 0 ? items.length : rank;
  };
  return Object.keys(flatValues(form)).toSorted((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
}

/** Whether something of a form is to be verified where its site verifies this percent of forms. */
export function isDue(
  { draw, critical, others }: Pick<Unverified, 'draw' | 'critical' | 'others'>,
  percent: number,
): boolean {
  return critical.length > 0 || (others.length > 0 && draw < percent / 100);
}
