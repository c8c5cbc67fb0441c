// Who may keep and erase identifiers, and what the law keeps: by clause, and until which day.
import { describe, expect, it } from 'vitest';
import { Protocol } from '../protocol/schema.js';
import type { Context } from './contract.js';
import {
  must,
  type Person,
  participantId,
  people,
  protocol,
  SmallTrial,
  type steps,
  through,
} from './small-trial.fixture.js';

const content = '0'.repeat(64);
const sent: Partial<Context> = { sealedIdentifiers: true };

/** A trial up to a step, with a principal investigator at the site. */
function trialWith(last: keyof typeof steps, plan: Partial<Protocol> = {}): SmallTrial {
  const trial = through(last, liveUnder(Protocol.parse({ ...protocol, ...plan })));
  must(trial.send('manager', 'grantRole', grant('stranger', 'principalInvestigator', ['oslo'])));
  return trial;
}

function liveUnder(plan: Protocol): SmallTrial {
  const trial = new SmallTrial(plan);
  must(
    trial.send('manager', 'createTrial', { protocolSource: 'small', mode: 'rehearsal', synthetic: true, origin: {} }),
  );
  must(trial.send('manager', 'grantRole', grant('coordinator', 'coordinator', ['oslo'])));
  must(trial.send('manager', 'grantRole', grant('investigator', 'investigator', ['oslo'])));
  must(trial.send('manager', 'grantRole', grant('laboratory', 'cellLaboratory', 'all')));
  must(trial.send('manager', 'activateSite', { siteId: 'oslo', approvedOn: '2019-12-01' }));
  must(trial.send('manager', 'commitAllocation', {}));
  must(trial.send('manager', 'goLive', {}));
  return trial;
}

const grant = (person: Person, role: string, sites: 'all' | readonly string[]) => ({
  actorId: people[person],
  role,
  sites,
});

const keep = (trial: SmallTrial, fields: readonly string[], person: Person = 'coordinator', extra = sent) =>
  trial.send(person, 'keepIdentifiers', { participantId, fields, content }, extra);
const erase = (trial: SmallTrial, person: Person = 'stranger') =>
  trial.send(person, 'eraseIdentifiers', { participantId, reason: 'asked for by the person' });

describe('identifiers', () => {
  it('are named in the record by their kind alone, and what is taken away is named too', () => {
    const trial = trialWith('screen');
    must(keep(trial, ['contact', 'name', 'name']));
    must(keep(trial, ['hospitalNumber', 'name']));
    expect(trial.payloads('IdentifiersKept')).toEqual([
      { fields: ['name', 'contact'] },
      { fields: ['name', 'hospitalNumber'], removed: ['contact'] },
    ]);
    expect(JSON.stringify(trial.record)).not.toContain(content);
  });

  it('are kept and erased by people whose role names the site, never by one for all sites', () => {
    const trial = trialWith('screen');
    must(trial.send('manager', 'grantRole', grant('rater', 'coordinator', 'all')));
    for (const person of ['rater', 'manager', 'laboratory'] as const)
      expect(keep(trial, ['name'], person)).toMatchObject({ code: 'right-missing' });
    expect(erase(trial, 'coordinator')).toMatchObject({ code: 'right-missing' });
  });

  it('are those of the protocol, come with the request, and are erased once', () => {
    const trial = trialWith('screen');
    expect(keep(trial, ['name', 'dateOfBirth'])).toMatchObject({
      code: 'identifier-not-collected',
      facts: { fields: ['dateOfBirth'] },
    });
    must(keep(trialWith('screen', { identifiers: ['dateOfBirth'] }), ['dateOfBirth']));
    expect(keep(trial, ['name'], 'coordinator', {})).toMatchObject({ code: 'identifiers-not-sent' });
    expect(erase(trial)).toMatchObject({ code: 'identifiers-not-kept' });
    must(keep(trial, ['name']));
    must(erase(trial));
    expect(erase(trial)).toMatchObject({ code: 'identifiers-not-kept' });
    expect(trial.payloads('IdentifiersErased')).toEqual([{ fields: ['name'] }]);
  });

  it('of who was screened and never consented are erased; of others the list of the site is kept', () => {
    const trial = trialWith('consent');
    must(keep(trial, ['name', 'contact']));
    expect(erase(trial)).toMatchObject({
      code: 'retention-running',
      facts: { retention: 'identificationList', clause: expect.stringContaining('536/2014') },
    });
    // Nor are they taken away bit by bit.
    expect(keep(trial, ['contact'])).toMatchObject({ code: 'retention-running' });
    must(keep(trial, ['name', 'contact', 'initials']));
  });

  it('of whom the product came from are kept for thirty years, and longer where the trial is locked later', () => {
    const trial = trialWith('infuse');
    must(keep(trial, ['name']));
    must(trial.send('manager', 'commitAnalysisPlan', {}));
    trial.now = '2021-03-04T09:00:00.000Z';
    must(trial.send('manager', 'lockTrial', {}));
    expect(erase(trial)).toMatchObject({
      code: 'retention-running',
      facts: { retention: 'traceability', clause: expect.stringContaining('1394/2007'), endsOn: '2050-02-25' },
    });
    trial.now = '2050-02-24T09:00:00.000Z';
    expect(erase(trial)).toMatchObject({ code: 'retention-running' });
    trial.now = '2050-02-25T09:00:00.000Z';
    must(erase(trial));
  });

  it('are kept as the protocol says, where it says so', () => {
    const retention = [
      {
        id: 'site',
        name: 'Site',
        covers: ['identifiers' as const],
        years: 2,
        from: 'siteClosed' as const,
        clause: 'Rule 7',
      },
    ];
    const trial = trialWith('consent', { retention });
    must(keep(trial, ['name']));
    expect(erase(trial)).toMatchObject({ message: expect.stringContaining('2 years after the closing of the site') });
    trial.now = '2020-02-29T09:00:00.000Z';
    must(trial.send('manager', 'closeSite', { siteId: 'oslo', closedOn: '2020-02-29', reason: 'all done' }));
    expect(erase(trial)).toMatchObject({ facts: { clause: 'Rule 7', endsOn: '2022-03-01' } });
    trial.now = '2022-03-01T09:00:00.000Z';
    must(erase(trial));
  });
});

describe('the payloads of a product', () => {
  it('are not erased while its trace is kept', () => {
    const trial = trialWith('infuse');
    const body = { streamId: participantId, version: 3, basis: 'Article 17 GDPR' };
    const ask = (erasedType: 'BatchReleased' | 'FormRecorded') =>
      trial.send('manager', 'erasePayload', body, { erasedType });
    expect(ask('BatchReleased')).toMatchObject({ code: 'retention-running', facts: { retention: 'traceability' } });
    expect(ask('FormRecorded')).toMatchObject({ accepted: true });
  });
});
