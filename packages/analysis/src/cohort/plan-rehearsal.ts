// Plans a whole rehearsal: every command of a made trial, from its creation to its unblinding, in chronological order.
import {
  canonicalJson,
  deterministicId,
  inFirstLanguage,
  type Protocol,
  parseProtocol,
  type SubmittedCommand,
  sha256Hex,
  TrialId,
  withoutTranslations,
} from '@equipoise/trial';
import { parseDocument, stringify } from 'yaml';
import { scriptAdministrations } from './administration-script.js';
import { type AtRisk, planAdverseEvents } from './adverse-event-plan.js';
import { type AllocationPlan, planAllocation } from './allocation-plan.js';
import { calibrate } from './calibrate.js';
import { type Actor, planCast } from './cast.js';
import { planCodeBreaks, scriptClosing } from './closing-script.js';
import { exposuresOf, planCourse } from './course.js';
import { type Enrolment, planEnrolment } from './enrolment.js';
import { scriptOpening } from './opening-script.js';
import { planCounts, planRepeatedForms } from './outcome-plan.js';
import { type ParticipantPlan, scriptEnrolment, scriptFollowUp } from './participant-script.js';
import { scriptRepeatedForms } from './repeated-form-script.js';
import { compileRules } from './rule.js';
import type { Scenario } from './scenario-schema.js';
import { createScriptBook } from './script.js';
import { timetableOf } from './timetable.js';
import { scriptVisits } from './visit-script.js';

/** All that a driver needs to run a rehearsal through the real commands. */
export interface RehearsalPlan {
  readonly trialId: TrialId;
  /** The protocol of this rehearsal: the given one, with the scenario's randomisation where it has one. */
  readonly protocol: Protocol;
  /** The source that `createTrial` carries. */
  readonly protocolSource: string;
  /** Everyone who acts, the manager first, with the role that the commands grant them. */
  readonly actors: readonly Actor[];
  /**
   * 32 bytes as hexadecimal that `commitAllocation` must draw as its seed: outcomes were made for the allocation that
   * follows from it. Without meaning for an uploaded list.
   */
  readonly allocationSeedHex: string;
  /** From which the ids of the made people follow: two rehearsals with the same one have the same people. */
  readonly peopleSeed: string;
  /** Who was planned to be given which sequence, by participant. For tests: a driver has no use for it. */
  readonly sequenceOf: ReadonlyMap<string, string>;
  readonly participants: { readonly screened: number; readonly randomised: number };
  /** In chronological order; each is to be accepted. */
  readonly commands: readonly SubmittedCommand[];
}

export interface RehearsalInput {
  /** A protocol that was parsed and checked. */
  readonly protocol: Protocol;
  /** Its source; absent: it is written anew from the protocol. */
  readonly protocolSource?: string;
  /** A scenario that was parsed and checked against the protocol. */
  readonly scenario: Scenario;
  /** A whole number. The same input gives the same plan, byte for byte. */
  readonly seed: number;
  /** How many are randomised; absent: as many as the protocol plans. */
  readonly participants?: number;
  /** That of another rehearsal whose made people act in this one too; absent: people of its own. */
  readonly peopleSeed?: string;
}

/**
 * Plans a rehearsal. Pure: nothing but the input matters. Throws a `RangeError` that says why where the scenario can't
 * be played under the protocol (no drawn participant is eligible, a target can't be met).
 */
export function planRehearsal(input: RehearsalInput): RehearsalPlan {
  const { scenario, seed } = input;
  const { protocol, protocolSource } = withScenarioRandomisation(input);
  const participants = input.participants ?? protocol.plannedParticipants ?? 20;
  // Another scenario, protocol or size is another trial: none of its ids is one of this one's.
  const idSeed = sha256Hex(canonicalJson([seed, participants, sourceInOneLanguage(input), scenario]));
  const rules = compileRules(protocol);
  const timetable = timetableOf(protocol, scenario);
  const peopleSeed = input.peopleSeed ?? idSeed;
  const cast = planCast(protocol, peopleSeed);
  const enrolments = planEnrolment({ protocol, scenario, timetable, rules, seed, idSeed, participants });
  const allocation = planAllocation({ protocol, scenario, seed, enrolments });
  const plans = planParticipants({ protocol, scenario, seed, enrolments, allocation, timetable });
  calibrate({ protocol, scenario, seed, plans });

  const book = createScriptBook(idSeed);
  const trialId = TrialId.parse(deterministicId(idSeed, 'trial', ''));
  scriptOpening({
    protocol,
    protocolSource,
    scenario,
    seed,
    participants: input.participants,
    cast,
    allocation,
    enrolments,
    book,
  });
  const planOf = new Map(plans.map((plan) => [plan.enrolment.participantId, plan]));
  enrolments.forEach((enrolment, order) => {
    const script = book.scriptOf(enrolment.key, order);
    const staging = { protocol, scenario, rules, cast, seed, script };
    scriptEnrolment(staging, enrolment);
    const plan = planOf.get(enrolment.participantId);
    if (plan === undefined) return;
    const visits = scriptVisits(staging, plan);
    scriptAdministrations(staging, plan, visits);
    scriptRepeatedForms(staging, plan);
    scriptFollowUp(staging, plan);
  });
  scriptClosing({ protocol, scenario, seed, cast, plans, book });
  return {
    trialId,
    protocol,
    protocolSource,
    actors: cast.actors,
    peopleSeed,
    allocationSeedHex: allocation.seedHex,
    sequenceOf: new Map([...allocation.sequenceOf].map(([id, sequence]) => [id, sequence.id])),
    participants: { screened: enrolments.length, randomised: plans.length },
    commands: book.toCommands(),
  };
}

/** The protocol and its source with the scenario's randomisation in place of the protocol's, where it has one. */
function withScenarioRandomisation({ protocol, protocolSource, scenario }: RehearsalInput): {
  protocol: Protocol;
  protocolSource: string;
} {
  const source = protocolSource ?? stringify(protocol, { aliasDuplicateObjects: false });
  if (scenario.randomisation === undefined) return { protocol, protocolSource: source };
  const document = parseDocument(source);
  document.set('randomisation', document.createNode(scenario.randomisation));
  const replaced = document.toString({ lineWidth: 0 });
  const parsed = parseProtocol(replaced, 'protocol.yaml');
  if (parsed.ok) return { protocol: parsed.value, protocolSource: replaced };
  const [first] = parsed.issues;
  throw new RangeError(`With the randomisation of the scenario the protocol is not valid: ${first?.message ?? ''}`);
}

/** What makes it this trial: a protocol that is translated is no other, and its people stay the same. */
function sourceInOneLanguage(input: RehearsalInput): string {
  const source =
    input.protocolSource === undefined
      ? stringify(inFirstLanguage(input.protocol))
      : withoutTranslations(input.protocolSource);
  return withScenarioRandomisation({ ...input, protocolSource: source }).protocolSource;
}

interface Cohort {
  readonly protocol: Protocol;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly enrolments: readonly Enrolment[];
  readonly allocation: AllocationPlan;
  readonly timetable: ReturnType<typeof timetableOf>;
}

function planParticipants({ protocol, scenario, seed, enrolments, allocation, timetable }: Cohort): ParticipantPlan[] {
  const drafts = enrolments.flatMap((enrolment) => {
    const sequence = allocation.sequenceOf.get(enrolment.participantId);
    if (sequence === undefined) return [];
    const course = planCourse({ protocol, scenario, timetable, seed, enrolment });
    const exposures = exposuresOf(protocol, course, sequence.id, enrolment.randomisedOn ?? enrolment.screenedOn);
    const counts = planCounts({ protocol, scenario, seed, enrolment, course, sequence });
    const repeatedForms = planRepeatedForms({ protocol, scenario, seed, enrolment, course }, exposures);
    return [{ enrolment, course, sequence, counts, repeatedForms, exposures }];
  });
  const atRisk: AtRisk[] = drafts.map(({ enrolment, sequence, exposures, course }) => ({
    participantId: enrolment.participantId,
    key: enrolment.key,
    sequence: sequence.id,
    exposures,
    lastDay: course.lastDay,
  }));
  const adverseEvents = planAdverseEvents({ protocol, scenario, seed, atRisk });
  const codeBreaks = planCodeBreaks(scenario, seed, drafts);
  return drafts.map((draft) => {
    const { key } = draft.enrolment;
    const codeBrokenOn = codeBreaks.get(key);
    const broken = codeBrokenOn === undefined ? {} : { codeBrokenOn };
    return { ...draft, adverseEvents: adverseEvents.get(key) ?? [], ...broken };
  });
}
