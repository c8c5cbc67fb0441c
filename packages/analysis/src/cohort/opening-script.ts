// The commands that open a rehearsal: creation, roles, allocation, analysis plan, go-live, sites.
import { addDays, deterministicId, type Protocol, RandomId } from '@equipoise/trial';
import type { AllocationPlan } from './allocation-plan.js';
import { momentOf, workingDay } from './calendar.js';
import type { Cast } from './cast.js';
import type { Enrolment } from './enrolment.js';
import type { Scenario } from './scenario-schema.js';
import type { ScriptBook } from './script.js';

export interface Opening {
  readonly protocol: Protocol;
  readonly protocolSource: string;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly participants: number | undefined;
  readonly cast: Cast;
  readonly allocation: AllocationPlan;
  readonly enrolments: readonly Enrolment[];
  readonly book: ScriptBook;
}

/** Creation, roles, allocation, plan, go-live; sites as they open, each before its first participant. */
export function scriptOpening(opening: Opening): void {
  const { protocol, protocolSource, scenario, seed, participants, cast, allocation, enrolments, book } = opening;
  const script = book.scriptOf('trial', -1);
  const firstScreening = enrolments[0]?.screenedOn ?? scenario.accrual.start;
  const createdOn = addDays(firstScreening, -60);
  const at = (days: number, minute: number) => momentOf(addDays(createdOn, days), minute);
  const { manager } = cast;
  script.add({
    moment: at(0, 540),
    actorId: manager.actorId,
    name: 'createTrial',
    body: {
      protocolSource,
      mode: 'rehearsal',
      synthetic: true,
      origin: { scenario: scenario.id, seed, ...(participants === undefined ? {} : { participants }) },
    },
  });
  cast.actors.slice(1).forEach(({ actorId, role, sites }, i) => {
    script.add({ moment: at(1, 540 + i), actorId: manager.actorId, name: 'grantRole', body: { actorId, role, sites } });
  });
  const list = allocation.list === undefined ? {} : { list: allocation.list };
  script.add({ moment: at(10, 540), actorId: cast.senderOf('commitAllocation'), name: 'commitAllocation', body: list });
  script.add({
    moment: at(12, 540),
    actorId: cast.senderOf('commitAnalysisPlan'),
    name: 'commitAnalysisPlan',
    body: {},
  });
  script.add({ moment: at(14, 540), actorId: cast.senderOf('goLive'), name: 'goLive', body: {} });
  const approved = new Set<string>();
  protocol.sites.forEach((site, i) => {
    const first = enrolments.find((one) => one.siteId === site.id)?.screenedOn;
    const wished = scenario.accrual.sites?.find((one) => one.site === site.id)?.opens;
    const latest = addDays(first ?? wished ?? addDays(createdOn, 30), -7);
    const opens = wished !== undefined && wished < latest ? wished : latest;
    const day = opens < addDays(createdOn, 15) ? addDays(createdOn, 15) : workingDay(addDays(opens, -2));
    for (const { id, per } of protocol.siteActivation?.approvals ?? []) {
      const isNational = per === 'nationalTrial' && site.nationalTrial !== undefined;
      const at = isNational ? { nationalTrial: site.nationalTrial ?? '' } : { siteId: site.id };
      const key = `${id}/${isNational ? `@${site.nationalTrial}` : site.id}`;
      if (approved.has(key)) continue;
      approved.add(key);
      const approvalId = RandomId.parse(deterministicId(seed.toString(), 'approval', key));
      script.add({
        moment: momentOf(day, 590),
        actorId: manager.actorId,
        name: 'recordApproval',
        body: { approvalId, at, approval: id, grantedOn: addDays(day, -5) },
      });
    }
    script.add({
      moment: momentOf(day, 600 + i),
      actorId: manager.actorId,
      name: 'activateSite',
      body: { siteId: site.id, approvedOn: addDays(day, -5) },
    });
  });
}
