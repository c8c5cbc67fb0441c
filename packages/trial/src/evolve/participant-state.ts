// A participant's blind state, folded from the open events of the participant's stream.
import type { Payload } from '../event/catalogue.js';
import type { ActorId } from '../id.js';
import type { DateOrMissing, ItemValue } from '../value.js';
import { type CaptureState, evolveCapture, initialCaptureState } from './capture-state.js';
import { type ChangeState, evolveChanges } from './change-state.js';
import { evolveIdentity, type IdentityState, initialIdentityState } from './identity-state.js';
import { type ChainState, evolveChain, initialChainState } from './product-state.js';
import type { Folded, Versioned } from './recorded.js';
import { evolveReview, initialReviewState, type ReviewState } from './review-state.js';
import { evolveSafety, initialSafetyState, type SafetyState } from './safety-state.js';
import { evolveUnblinding, initialUnblindingState, type UnblindingState } from './unblinding-state.js';

/** A form as it reads now, corrections included. */
export interface FormState {
  readonly visit: string;
  readonly form: string;
  readonly occurrence: number;
  readonly happenedOn: DateOrMissing;
  readonly items: Readonly<Record<string, ItemValue>>;
  /** By row, in the order in which they were added. */
  readonly rows?: Readonly<Record<string, FormRow>>;
}

/** A row of a group that repeats. */
export interface FormRow {
  readonly group: string;
  readonly items: Readonly<Record<string, ItemValue>>;
}

/** Plain data. Nothing in it depends on an allocation. */
export interface ParticipantState extends Versioned {
  readonly screening?: Payload<'ParticipantScreened'>;
  readonly consents: readonly Payload<'ConsentGiven'>[];
  /** By stage: the last assessment. */
  readonly eligibility: Readonly<Partial<Record<'harvest' | 'randomisation', Payload<'EligibilityAssessed'>>>>;
  readonly harvests: readonly Payload<'HarvestRecorded'>[];
  readonly product?: Payload<'ProductReleased'>;
  readonly randomisation?: Payload<'ParticipantRandomised'>;
  /** The stratum by the values as they were corrected later. */
  readonly correctedStratum?: Payload<'StratumCorrected'>['to'];
  readonly replacement?: Payload<'ParticipantReplaced'>;
  /** By administration: the bags prepared, the last one valid (a new one voids its predecessors). */
  readonly bags: Readonly<Record<string, readonly string[]>>;
  /** By administration. */
  readonly overrideRequests: Readonly<Record<string, { readonly requestedBy: ActorId; readonly reason: string }>>;
  readonly permitted: readonly string[];
  readonly infusions: readonly Payload<'InfusionRecorded'>[];
  /** By `formKey`. */
  readonly forms: Readonly<Record<string, FormState>>;
  /** By adverse event, as it reads now. */
  readonly adverseEvents: Readonly<Record<string, Payload<'AdverseEventReported'>>>;
  readonly deviationIds: readonly string[];
  /** Rules whose breach is already recorded as a deviation. */
  readonly deviationRules: readonly string[];
  readonly withdrawals: readonly Payload<'ParticipantWithdrawn'>[];
  readonly exclusions: Readonly<Record<string, string>>;
  readonly codeBreaks: readonly (Payload<'CodeBroken'> & { readonly by: ActorId })[];
  readonly guesses: readonly Payload<'TreatmentGuessRecorded'>[];
  /** Who knows the sequence. */
  readonly unblinding: UnblindingState;
  /** Identity, bags, custody and bedside of the product. */
  readonly chain: ChainState;
  /** Serious events as the sponsor knows them, and pregnancies. */
  readonly safety: SafetyState;
  /** What was taken down beside forms, and where the participant is now. */
  readonly capture: CaptureState;
  /** What was asked, verified, signed, locked and coded. */
  readonly review: ReviewState;
  /** Which identifiers the site keeps. */
  readonly identity: IdentityState;
  /** What changed last, for those who send a version with a command. */
  readonly changes: ChangeState;
}

export const initialParticipantState: ParticipantState = {
  version: 0,
  consents: [],
  eligibility: {},
  harvests: [],
  bags: {},
  overrideRequests: {},
  permitted: [],
  infusions: [],
  forms: {},
  adverseEvents: {},
  deviationIds: [],
  deviationRules: [],
  withdrawals: [],
  exclusions: {},
  codeBreaks: [],
  guesses: [],
  unblinding: initialUnblindingState,
  chain: initialChainState,
  safety: initialSafetyState,
  capture: initialCaptureState,
  review: initialReviewState,
  identity: initialIdentityState,
  changes: {},
};

/** The key of a form among a participant's forms. */
export function formKey(form: Pick<FormState, 'visit' | 'form' | 'occurrence'>): string {
  return `${form.visit}/${form.form}/${form.occurrence}`;
}

/** The state after one more event of the participant's stream. */
export function evolveParticipant(state: ParticipantState, folded: Folded): ParticipantState {
  const after = evolveFacts(state, folded);
  return { ...after, review: evolveReview(state, after, folded) };
}

function evolveFacts(state: ParticipantState, folded: Folded): ParticipantState {
  const { event, envelope } = folded;
  const version = state.version + 1;
  const chain = evolveChain(state.chain, folded);
  const unblinding = evolveUnblinding(state.unblinding, folded);
  const safety = evolveSafety(state.safety, folded);
  const next = {
    ...state,
    version,
    safety,
    chain,
    unblinding,
    changes: evolveChanges(state.changes, folded, version),
    capture: evolveCapture(state.capture, folded),
    identity: evolveIdentity(state.identity, folded),
  };
  switch (event?.type) {
    case 'ParticipantScreened':
      return { ...next, screening: event.payload };
    case 'ConsentGiven':
      return { ...next, consents: [...state.consents, event.payload] };
    case 'EligibilityAssessed':
      return { ...next, eligibility: { ...state.eligibility, [event.payload.stage]: event.payload } };
    case 'HarvestRecorded':
      return { ...next, harvests: [...state.harvests, event.payload] };
    case 'ProductReleased':
      return { ...next, product: event.payload };
    case 'ParticipantRandomised':
      return { ...next, randomisation: event.payload };
    case 'StratumCorrected':
      return { ...next, correctedStratum: event.payload.to };
    case 'ParticipantReplaced':
      return { ...next, replacement: event.payload };
    case 'BagPrepared': {
      const { administration, bagCode } = event.payload;
      return { ...next, bags: { ...state.bags, [administration]: [...(state.bags[administration] ?? []), bagCode] } };
    }
    case 'GateOverrideRequested': {
      const { administration, reason } = event.payload;
      const request = { requestedBy: envelope.actorId, reason };
      return { ...next, overrideRequests: { ...state.overrideRequests, [administration]: request } };
    }
    case 'InfusionPermitted':
      return { ...next, permitted: [...state.permitted, event.payload.administration] };
    case 'InfusionRecorded':
      return { ...next, infusions: [...state.infusions, event.payload] };
    case 'FormRecorded':
      return { ...next, forms: { ...state.forms, [formKey(event.payload)]: recordedForm(state.forms, event.payload) } };
    case 'FormUndone': {
      const { [formKey(event.payload)]: _, ...forms } = state.forms;
      return { ...next, forms };
    }
    case 'FormCorrected':
      return { ...next, forms: correctedForms(state.forms, event.payload) };
    case 'AdverseEventReported':
      return { ...next, adverseEvents: { ...state.adverseEvents, [event.payload.adverseEventId]: event.payload } };
    case 'AdverseEventUpdated': {
      const known = state.adverseEvents[event.payload.adverseEventId];
      if (known === undefined) return next;
      const updated = { ...known, ...withoutAbsent(event.payload) };
      return { ...next, adverseEvents: { ...state.adverseEvents, [known.adverseEventId]: updated } };
    }
    case 'DeviationRecorded': {
      const { deviationId, rule } = event.payload;
      const rules = rule === undefined || state.deviationRules.includes(rule) ? [] : [rule];
      return {
        ...next,
        deviationIds: [...state.deviationIds, deviationId],
        deviationRules: [...state.deviationRules, ...rules],
      };
    }
    case 'ParticipantWithdrawn':
      return { ...next, withdrawals: [...state.withdrawals, event.payload] };
    case 'ExcludedFromAnalysisSet':
      return { ...next, exclusions: { ...state.exclusions, [event.payload.set]: event.payload.criterion } };
    case 'CodeBroken':
      return { ...next, codeBreaks: [...state.codeBreaks, { ...event.payload, by: envelope.actorId }] };
    case 'TreatmentGuessRecorded':
      return { ...next, guesses: [...state.guesses, event.payload] };
    default:
      return next;
  }
}

/** A form after a recording. */
export function recordedForm(forms: ParticipantState['forms'], recorded: Payload<'FormRecorded'>): FormState {
  const { visit, form, occurrence, happenedOn } = recorded;
  const known = forms[formKey(recorded)];
  const rows = { ...known?.rows };
  for (const { rowId, group, items } of recorded.rows ?? [])
    rows[rowId] = { group, items: { ...rows[rowId]?.items, ...items } };
  const items = { ...known?.items, ...recorded.items };
  return { visit, form, occurrence, happenedOn, items, ...(Object.keys(rows).length === 0 ? {} : { rows }) };
}

function correctedRows(rows: FormState['rows'], correction: Payload<'FormCorrected'>): FormState['rows'] {
  const corrected = { ...rows };
  for (const { rowId, group, items } of correction.rows ?? []) {
    const values = Object.fromEntries(Object.entries(items).map(([id, { to }]) => [id, to]));
    corrected[rowId] = { group, items: { ...corrected[rowId]?.items, ...values } };
  }
  for (const { rowId } of correction.removedRows ?? []) delete corrected[rowId];
  return Object.keys(corrected).length === 0 ? undefined : corrected;
}

/** The forms after a correction. */
export function correctedForms(
  forms: ParticipantState['forms'],
  correction: Payload<'FormCorrected'>,
): ParticipantState['forms'] {
  const key = formKey(correction);
  const form = forms[key];
  const corrected = Object.fromEntries(Object.entries(correction.items).map(([id, { to }]) => [id, to]));
  // Where the payload that this corrects was erased, the correction is all that is known.
  const base = form ?? { ...correction, happenedOn: { missing: 'unknown' as const }, items: {} };
  const { visit, form: id, occurrence } = base;
  const happenedOn = correction.happenedOn?.to ?? base.happenedOn;
  const rows = correctedRows(form?.rows, correction);
  const items = { ...base.items, ...corrected };
  return {
    ...forms,
    [key]: { visit, form: id, occurrence, happenedOn, items, ...(rows === undefined ? {} : { rows }) },
  };
}

/** Without the keys whose value is undefined. */
function withoutAbsent<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
