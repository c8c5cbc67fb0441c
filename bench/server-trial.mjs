// The trial of the server's figures: one form of 25 items at 20 visits, edit checks, permuted blocks; everything in it is made.
import { createHash, randomUUID } from 'node:crypto';
import { CommandExecutor } from '../packages/server/dist/execute/execute.js';

/** Names of items. */
export const itemIds = (count) => Array.from({ length: count }, (_, index) => `item${index + 1}`);
const items = itemIds(25);
const visits = Array.from({ length: 20 }, (_, index) => `visit${index + 1}`);

export const siteIds = ['north', 'south', 'east', 'west', 'middle'];

/** The protocol of a made trial whose form has these items, of which eight have an edit check. */
const protocolOf = (formItems) => `equipoise: 1
id: figures
version: "1.0"
title: A made trial for the figures of the server
acronym: FIGURES
design: parallel
plannedParticipants: 20000
treatments:
  - { id: drug, name: Drug, kind: active }
  - { id: placebo, name: Placebo, kind: placebo }
periods: [{ id: treatment, name: Treatment }]
sequences:
  - { id: drug, name: Drug, treatments: [drug] }
  - { id: placebo, name: Placebo, treatments: [placebo] }
sites:
${siteIds.map((id) => `  - { id: ${id}, name: Site ${id} }`).join('\n')}
consents: []
eligibility: { stages: [randomisation], criteria: [] }
administrations: []
visits:
${visits
  .map(
    (id, index) =>
      `  - { id: ${id}, name: Visit ${index + 1}, anchor: screening, offsetDays: ${index * 7}, windowDays: { before: 3, after: 3 }, forms: [panel] }`,
  )
  .join('\n')}
forms:
  - id: panel
    name: Panel of ${formItems.length} items
    items:
${formItems.map((id, index) => `      - { id: ${id}, name: Item ${index + 1}, type: decimal, min: 0, max: 1000, required: true }`).join('\n')}
editChecks:
${formItems
  .slice(0, 8)
  .map(
    (id, index) =>
      `  - { id: check${index + 1}, form: panel, rule: ${id} < 900, message: Is it right?, severity: query }`,
  )
  .join('\n')}
randomisation:
  method: permutedBlocks
  blockSizes: [4]
  ratio: { drug: 1, placebo: 1 }
  strata: []
blinding: { masked: [participant, investigator] }
analysisSets: [{ id: FAS, name: Full analysis set, kind: asRandomised }]
endpoints:
  - id: change
    name: First item at the last visit
    type: continuous
    role: primary
    item: { form: panel, item: item1 }
    visits: [visit20]
    summary: value
analyses:
  - id: primary
    name: First item at the last visit
    endpoint: change
    set: FAS
    role: primary
    method: ancova
    terms: [sequence]
    effect: { term: sequence, active: drug, reference: placebo }
testing: { procedure: fixedSequence, order: [primary], alpha: 0.05 }
`;

/** An id that follows from what it is for. */
export function idOf(...purpose) {
  const hex = createHash('sha256').update(purpose.join(' ')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The pseudonyms of the people of the trial. */
export const actors = Object.fromEntries(
  ['trialManager', 'coordinator', 'investigator', 'dataManager', 'monitor'].map((role) => [role, idOf('actor', role)]),
);

/** A live-like trial (a rehearsal) on a system; commands are executed by `execute`, `width` at a time by `all`. */
export class FigureTrial {
  trialId = randomUUID();
  /** After the last visit, so that nothing is dated in the future. */
  #start = Date.parse('2026-05-25T08:00:00.000Z');
  #sent = 0;

  constructor(system) {
    this.system = system;
    this.executor = new CommandExecutor(system);
  }

  async open(formItems = items) {
    const protocolSource = protocolOf(formItems);
    await this.must('trialManager', 'createTrial', { protocolSource, mode: 'rehearsal', synthetic: true, origin: {} });
    for (const role of Object.keys(actors).filter((each) => each !== 'trialManager'))
      await this.must('trialManager', 'grantRole', { actorId: actors[role], role, sites: 'all' });
    for (const siteId of siteIds) await this.must('trialManager', 'activateSite', { siteId, approvedOn: '2026-01-05' });
    await this.must('trialManager', 'commitAllocation', {});
    await this.must('trialManager', 'goLive', {});
  }

  /** Executes a command without HTTP. @throws Error where it is refused */
  async must(role, name, body) {
    this.#sent += 1;
    const at = new Date(this.#start + this.#sent).toISOString();
    const result = await this.executor.execute(this.trialId, {
      ...{ commandId: randomUUID(), actorId: actors[role], at, confirmation: { method: 'operator', at } },
      command: { name, body },
    });
    if (!result.accepted) throw new Error(`${name}: ${result.code}: ${result.message}`);
  }

  screen(number) {
    return this.must('coordinator', 'screenParticipant', {
      participantId: participantOf(number),
      siteId: siteIds[number % siteIds.length],
      screeningNumber: `P-${number}`,
      screenedOn: '2026-01-05',
    });
  }

  assess(number) {
    return this.must('investigator', 'assessEligibility', {
      ...{ participantId: participantOf(number), stage: 'randomisation', assessedOn: '2026-01-05' },
    });
  }

  randomise(number) {
    return this.must('investigator', 'randomise', {
      participantId: participantOf(number),
      randomisedOn: '2026-01-05',
    });
  }
}

export const participantOf = (number) => idOf('participant', number);

/** The planned day of a visit: what is late is a deviation as well, and another figure. */
const dayOf = (visit) => new Date(Date.parse('2026-01-05') + visit * 7 * 86_400_000).toISOString().slice(0, 10);

/** The form of a participant at a visit (0 to 19); one value in a hundred is one that is asked back. */
export function formOf(number, visit) {
  const value = (index) => ((number * 31 + visit * 17 + index * 7) % 8990) / 10;
  const isOdd = (number * 20 + visit) % 100 === 0;
  return {
    participantId: participantOf(number),
    ...{ visit: visits[visit], form: 'panel', happenedOn: dayOf(visit) },
    items: Object.fromEntries(items.map((id, index) => [id, index === 0 && isOdd ? 950 : value(index)])),
  };
}

/** Does the work for 0 … count − 1, so many at a time. @returns seconds */
export async function all(count, width, work) {
  let next = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: Math.min(width, count) }, async () => {
      while (next < count) {
        next += 1;
        await work(next - 1);
      }
    }),
  );
  return (performance.now() - begun) / 1000;
}
