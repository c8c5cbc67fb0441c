// Permissions of adverse events.

import { rolesWithRight } from '../../blinding/access.js';
import { canonicalJson } from '../../canonical.js';
import type { Payload } from '../../event/catalogue.js';
import type { Protocol } from '../../protocol/schema.js';
import { type Refusal, refuse } from '../../refusal.js';
import { exactDay } from '../day.js';
import type { Permissions, Situation } from '../situation.js';

export const safetyPermissions: Permissions<'reportAdverseEvent' | 'updateAdverseEvent'> = {
  reportAdverseEvent: (body, { participant, protocol }) => {
    const collected = notCollected(protocol);
    if (collected !== undefined) return collected;
    if (participant.adverseEvents[body.adverseEventId] !== undefined) {
      return refuse('adverse-event-known', 'This adverse event is reported already; update it.');
    }
    return factsRefusal(body, protocol);
  },

  updateAdverseEvent: (body, situation) => {
    const { participant, protocol } = situation;
    const collected = notCollected(protocol);
    if (collected !== undefined) return collected;
    const known = participant.adverseEvents[body.adverseEventId];
    if (known === undefined) return refuse('adverse-event-unknown', 'This adverse event is not reported; report it.');
    const changes = changedFacts(known, body);
    if (Object.keys(changes).length === 0) return refuse('nothing-changes', 'All of this reads so already.');
    const judged = judgementRefusal(Object.keys(changes), situation);
    if (judged !== undefined) return judged;
    return factsRefusal({ ...known, ...changes }, protocol);
  },
};

type Facts = Omit<Payload<'AdverseEventReported'>, 'adverseEventId'>;

const factKeys: readonly (keyof Facts)[] = [
  'term',
  'systemOrganClass',
  'preferredTerm',
  'startedOn',
  'endedOn',
  'severity',
  'serious',
  'seriousness',
  'causality',
  'outcome',
  'grade',
  'onsetTime',
  'awareAt',
  'actionTaken',
];

/** The facts of an update that differ from what is known. */
export function changedFacts(
  known: Facts,
  update: { readonly [K in keyof Facts]?: Facts[K] | undefined },
): Partial<Facts> {
  const changed = factKeys.filter((key) => {
    const value = update[key];
    if (value === undefined) return false;
    const was = known[key];
    return was === undefined || canonicalJson(value as never) !== canonicalJson(was as never);
  });
  return Object.fromEntries(changed.map((key) => [key, update[key]]));
}

/** What the investigator judges; whoever has the right for the whole trial only judges beside it (ICH E2A III.A). */
const judgements: readonly string[] = ['serious', 'seriousness', 'causality', 'severity', 'grade'];

function judgementRefusal(changed: readonly string[], { trial, protocol, actorId, now, siteId }: Situation) {
  const touched = judgements.filter((key) => changed.includes(key));
  const roles = rolesWithRight(trial, protocol, { actorId, now, right: 'updateAdverseEvent', siteId });
  if (touched.length === 0 || roles.some(({ scope }) => scope === 'site')) return undefined;
  return refuse(
    'investigator-judgement',
    `Only the site changes its own judgement (${touched.join(', ')}); the sponsor gives another one by assessSeriousEvent.`,
    { judgements: touched },
  );
}

function notCollected(protocol: Protocol): Refusal | undefined {
  if (protocol.adverseEvents !== undefined) return undefined;
  return refuse('adverse-events-not-collected', 'The protocol collects no adverse events.');
}

function factsRefusal(facts: Facts, protocol: Protocol): Refusal | undefined {
  const { dictionary, severity, causalityTo } = protocol.adverseEvents!;
  const classes = dictionary.systemOrganClasses.map((one) => one.code);
  const severities = severity.map((one) => one.code);
  const targets = Object.keys(facts.causality).filter((target) => !causalityTo.some((one) => one === target));
  const start = exactDay(facts.startedOn);
  const end = exactDay(facts.endedOn);
  const problems = [
    classes.includes(facts.systemOrganClass)
      ? []
      : `the system organ class ${facts.systemOrganClass} is not in ${dictionary.name}`,
    severities.includes(facts.severity) ? [] : `the severity ${facts.severity} is not one of ${severities.join(', ')}`,
    targets.length === 0 ? [] : `causality is judged to ${causalityTo.join(', ')}, not to ${targets.join(', ')}`,
    start !== undefined && end !== undefined && end < start ? `it ends on ${end}, before it starts on ${start}` : [],
    facts.grade === 5 && facts.outcome !== 'fatal' ? 'grade 5 is death, but the outcome is not fatal' : [],
    !facts.serious && (facts.seriousness ?? []).length > 0 ? 'it is not serious but meets criteria of seriousness' : [],
  ].flat();
  if (problems.length === 0) return undefined;
  return refuse('adverse-event-invalid', `The adverse event does not fit: ${problems.join('; ')}.`, { problems });
}
