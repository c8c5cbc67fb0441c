// The small trial with signatures, verification, coding and conditions of the lock.
import type { DictionaryTerm } from '../event/review-part.js';
import { placeKey } from '../evolve/review-state.js';
import { Protocol } from '../protocol/schema.js';
import { formHashes, participantHash } from '../review/signature-content.js';
import { seenOf } from '../review/signed-state.js';
import {
  liveTrial,
  must,
  type Person,
  participantId,
  people,
  protocol,
  SmallTrial,
  type steps,
  through,
} from './small-trial.fixture.js';

export const reviewed = Protocol.parse({
  ...protocol,
  dataReview: {
    signatures: [
      {
        id: 'reviewed',
        name: 'Reviewed',
        meaning: 'I reviewed these data.',
        scope: 'form',
        forms: ['scan', 'demography'],
      },
      {
        id: 'casebook',
        name: 'Casebook',
        meaning: 'These data are complete and true.',
        scope: 'participant',
        roles: ['investigator'],
      },
    ],
    verification: {
      critical: [{ form: 'scan', items: ['gel'] }],
      sample: { percent: 20, risePerFinding: 10, maximumPercent: 60 },
    },
    coding: [
      { id: 'terms', name: 'Terms', of: 'adverseEvents', dictionary: 'glumdra', version: '1' },
      { id: 'drugs', name: 'Drugs', of: { form: 'medication', item: 'drug' }, dictionary: 'glumdrug', version: '1' },
    ],
    lockConditions: ['formsDone', 'queriesClosed', 'verified', 'signed', 'coded'],
  },
});

export const scanPlace = { visit: 'week24', form: 'scan', occurrence: 1 } as const;
export const demographyPlace = { visit: 'screening', form: 'demography', occurrence: 1 } as const;
export const queryId = '60000000-0000-4000-8000-000000000001';
export const term: DictionaryTerm = { dictionary: 'glumdra', version: '1', code: '1', term: 'Glumbitis', path: [] };
export const place = { visit: 'week24', form: 'scan', items: ['gel'] };

/** A trial with a monitor, after the scan of week 24. */
export function reviewedTrial(plan: Protocol = reviewed, last: keyof typeof steps = 'scan'): SmallTrial {
  const trial = liveTrial(new SmallTrial(plan));
  must(trial.send('manager', 'grantRole', { actorId: people.stranger, role: 'monitor', sites: ['oslo'] }));
  return through(last, trial);
}

/** What the investigator's screen computes of a form. */
export function hashOf(trial: SmallTrial, form: typeof scanPlace | typeof demographyPlace): string {
  const seen = seenOf(trial.participants.get(participantId)!)!;
  const statement = {
    protocolId: 'small',
    protocolVersion: '1.0',
    meaning: 'reviewed',
    statement: 'I reviewed these data.',
    unseen: [],
  };
  return formHashes(trial.plan, seen, { statement })[placeKey(form)]!;
}

/** What the investigator's screen computes of the whole participant. */
export function casebookHash(trial: SmallTrial): string {
  const seen = seenOf(trial.participants.get(participantId)!)!;
  return participantHash(trial.plan, seen, {
    protocolId: 'small',
    protocolVersion: '1.0',
    meaning: 'casebook',
    statement: 'These data are complete and true.',
    unseen: [],
  });
}

/** The version of a form, as a monitor sees it. */
export function versionOf(trial: SmallTrial, form: { visit: string; form: string; occurrence: number }): number {
  return trial.participants.get(participantId)!.changes[`form/${placeKey(form)}`]?.version ?? 0;
}

/** Sends what has to be accepted, about the participant. */
export function act(trial: SmallTrial, person: Person, name: Parameters<SmallTrial['send']>[1], body: object): void {
  must(trial.send(person, name, { participantId, ...body }));
}
