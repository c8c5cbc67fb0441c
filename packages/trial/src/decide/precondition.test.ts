// Versions: two people never overwrite each other, and nobody is told of what is not theirs.
import { describe, expect, it } from 'vitest';
import { batchId, must, participantId, people, steps, through } from './small-trial.fixture.js';

const scan = steps.scan[2];
const correction = { participantId, visit: 'week24', form: 'scan', items: { gel: 3 }, reason: 'misread' };
const version = (trial: ReturnType<typeof through>, thing: string) =>
  trial.participants.get(participantId)?.changes[thing]?.version;

describe('a version that a sender saw', () => {
  it('refuses the second of two people who correct the same form, and says who changed what [acceptance 42]', () => {
    const trial = through('scan');
    const seen = version(trial, 'form/week24/scan/1');
    must(trial.send('coordinator', 'correctValue', correction, { expectedVersion: seen ?? -1 }));
    const second = { ...correction, items: { gel: 5 } };
    expect(trial.send('dataManager', 'correctValue', second, { expectedVersion: seen ?? -1 })).toMatchObject({
      code: 'changed-meanwhile',
      facts: {
        expected: seen,
        version: (seen ?? 0) + 1,
        changedBy: people.coordinator,
        changedAt: trial.now,
        changed: ['gel'],
      },
    });
    must(trial.send('dataManager', 'correctValue', second, { expectedVersion: (seen ?? 0) + 1 }));
    expect(trial.participants.get(participantId)?.forms['week24/scan/1']?.items.gel).toBe(5);
  });

  it('names every part that changed since, not those of the last change alone', () => {
    const trial = through('scan');
    const seen = version(trial, 'form/week24/scan/1') ?? -1;
    must(trial.send('coordinator', 'correctValue', correction));
    must(trial.send('coordinator', 'correctValue', { ...correction, items: {}, happenedOn: '2020-08-12' }));
    expect(trial.send('coordinator', 'correctValue', correction, { expectedVersion: seen })).toMatchObject({
      facts: { changed: ['happenedOn', 'gel'] },
    });
  });

  it('does not mind what happened to other forms of the participant', () => {
    const trial = through('scan');
    const seen = version(trial, 'form/week24/scan/1') ?? -1;
    must(trial.send('investigator', steps.adverseEvent[1], { participantId, ...steps.adverseEvent[2] }));
    must(trial.send('coordinator', 'correctValue', correction, { expectedVersion: seen }));
  });

  it('is 0 for a form that was not there, so that the second of two new forms is refused', () => {
    const trial = through('infuse');
    const body = { participantId, ...scan };
    must(trial.send('coordinator', 'recordForm', body, { expectedVersion: 0 }));
    expect(trial.send('investigator', 'recordForm', body, { expectedVersion: 0 })).toMatchObject({
      code: 'changed-meanwhile',
      facts: { expected: 0, changed: ['happenedOn', 'scanAccepted', 'gel'] },
    });
  });

  it('is that of the adverse event for an adverse event, and of the participant for all else', () => {
    const trial = through('adverseEvent');
    const seen = version(trial, `adverseEvent/${batchId}`) ?? -1;
    const update = { participantId, adverseEventId: batchId, severity: 'severe', reason: 'it got worse' };
    must(trial.send('investigator', 'updateAdverseEvent', update, { expectedVersion: seen }));
    expect(
      trial.send('safetyOfficer', 'updateAdverseEvent', { ...update, severity: 'mild' }, { expectedVersion: seen }),
    ).toMatchObject({ code: 'changed-meanwhile', facts: { changed: ['severity'] } });
    const withdrawal = { participantId, kind: 'visits', withdrawnOn: '2020-09-01', reason: 'moves away' };
    const current = trial.participants.get(participantId)?.version ?? -1;
    expect(trial.send('investigator', 'withdraw', withdrawal, { expectedVersion: current - 1 })).toMatchObject({
      code: 'changed-meanwhile',
      facts: { expected: current - 1, version: current },
    });
    must(trial.send('investigator', 'withdraw', withdrawal, { expectedVersion: current }));
  });

  it('must be said where the way in asks for it and the form is there', () => {
    const asked = { mustExpectVersion: true };
    const trial = through('infuse');
    must(trial.send('coordinator', 'recordForm', { participantId, ...scan }, asked));
    expect(trial.send('coordinator', 'correctValue', correction, asked)).toMatchObject({ code: 'version-required' });
  });

  it('tells who may not touch the participant nothing of its changes', () => {
    const trial = through('scan');
    expect(trial.send('manager', 'correctValue', correction, { expectedVersion: 1 })).toMatchObject({
      code: 'right-missing',
      facts: { command: 'correctValue' },
    });
  });
});
