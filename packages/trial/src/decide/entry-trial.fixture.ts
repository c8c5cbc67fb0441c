// A trial that does nothing but randomise: participants screened at two sites, of two courses, and no other condition.
import { Protocol } from '../protocol/schema.js';
import type { Decision, Outcome } from './contract.js';
import { must, people, protocol, SmallTrial } from './small-trial.fixture.js';

/** The id of the n-th participant, from 1. */
export function idOf(number: number): string {
  return `10000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** The small protocol with this randomisation, and without consents, criteria and product. */
export function entryProtocol(randomisation: unknown): Protocol {
  const eligibility = { stages: [], criteria: [] };
  return Protocol.parse({ ...protocol, consents: [], product: undefined, eligibility, randomisation });
}

/** A live trial with these participants screened, none of them randomised. */
export function entryTrial(
  randomisation: unknown,
  screened: readonly (readonly [site: 'oslo' | 'rome', course: 'RRMS' | 'PPMS'])[],
): SmallTrial {
  const trial = new SmallTrial(entryProtocol(randomisation));
  const manager = (name: Parameters<SmallTrial['send']>[1], body: unknown) => must(trial.send('manager', name, body));
  manager('createTrial', { protocolSource: 'small', mode: 'rehearsal', synthetic: true, origin: {} });
  manager('grantRole', { actorId: people.coordinator, role: 'coordinator', sites: ['oslo', 'rome'] });
  manager('grantRole', { actorId: people.safetyOfficer, role: 'safetyOfficer', sites: 'all' });
  manager('activateSite', { siteId: 'oslo', approvedOn: '2019-12-01' });
  manager('activateSite', { siteId: 'rome', approvedOn: '2019-12-01' });
  manager('commitAllocation', {});
  manager('goLive', {});
  screened.forEach(([siteId, course], index) => {
    const participantId = idOf(index + 1);
    const screening = { participantId, siteId, screeningNumber: `S-${index + 1}`, screenedOn: '2020-01-06' };
    must(trial.send('coordinator', 'screenParticipant', screening));
    const form = { participantId, visit: 'screening', form: 'demography', happenedOn: '2020-01-06', items: { course } };
    must(trial.send('coordinator', 'recordForm', form));
  });
  return trial;
}

/** Randomises the n-th participant, in place of another one where that is given. */
export function randomise(trial: SmallTrial, number: number, replaces?: number): Decision {
  const body = { participantId: idOf(number), randomisedOn: '2020-01-07' };
  return trial.send('coordinator', 'randomise', replaces === undefined ? body : { ...body, replaces: idOf(replaces) });
}

/** The n-th participant withdraws from treatment. */
export function withdraw(trial: SmallTrial, number: number): void {
  const body = { participantId: idOf(number), kind: 'treatment', withdrawnOn: '2020-02-01', reason: 'moved away' };
  must(trial.send('coordinator', 'withdraw', body));
}

/** The code of the n-th participant is broken; what the sender is told beside the sequence. */
export function breakCode(trial: SmallTrial, number: number): Outcome {
  const typedConfirmation = trial.participants.get(idOf(number))?.randomisation?.randomisationNumber;
  const body = { participantId: idOf(number), emergency: true, reason: 'anaphylaxis', typedConfirmation };
  return must(trial.send('safetyOfficer', 'breakCode', body, { openedSequence: 'early' })).outcome;
}

/** The course of the n-th participant was misread. */
export function correctCourse(trial: SmallTrial, number: number, course: string): void {
  const body = { participantId: idOf(number), visit: 'screening', form: 'demography', items: { course } };
  must(trial.send('coordinator', 'correctValue', { ...body, reason: 'misread' }));
}
