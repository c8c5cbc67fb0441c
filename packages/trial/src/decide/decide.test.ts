import { describe, expect, it } from 'vitest';
import { allocationOf } from '../randomisation/allocate.js';
import { must, participantId, through } from './small-trial.fixture.js';

describe('decide', () => {
  it('takes a participant from screening to the report of an adverse event, and the trial to its unblinding', () => {
    const trial = through('adverseEvent');
    must(trial.send('manager', 'commitAnalysisPlan', {}));
    must(trial.send('manager', 'makeDataCut', { cut: 'week24' }));
    must(trial.send('cutStatistician', 'openDataCut', { cut: 'week24', purpose: 'primary analysis' }));
    must(trial.send('manager', 'recordTrialEnd', { milestone: 'lastVisit', on: '2020-12-18' }));
    must(trial.send('dataManager', 'lockTrial', { reason: 'last visit is clean' }));
    // After the lock as well: the trial ends, and is told to have ended, when its data are complete.
    must(trial.send('manager', 'recordTrialEnd', { milestone: 'end', on: '2020-12-20' }));
    must(
      trial.send('manager', 'recordEndNotification', { milestone: 'end', to: 'authority', notifiedOn: '2020-12-29' }),
    );
    expect(trial.trial.ends.map(({ milestone, on }) => `${milestone} ${on}`)).toEqual([
      ...['lastVisit 2020-12-18', 'end 2020-12-20'],
    ]);
    const [secret] = trial.payloads('AllocationSealed');
    must(trial.send('manager', 'unblindTrial', { typedConfirmation: 'UNBLIND' }, { openedSecret: secret! }));

    const types = trial.record.map((event) => event.type);
    expect(types.slice(types.indexOf('ParticipantScreened'))).toEqual([
      'ParticipantScreened',
      'ConsentGiven',
      'FormRecorded',
      'EligibilityAssessed',
      'HarvestRecorded',
      'BatchReleased',
      'ProductReleased',
      'EligibilityAssessed',
      'AllocationClaimed',
      'ParticipantRandomised',
      'AllocationOpened',
      'BagFilled',
      'BagPrepared',
      'InfusionRecorded',
      'FormRecorded',
      'AdverseEventReported',
      'AnalysisPlanCommitted',
      'DataCutMade',
      'CutUnblinded',
      'DataCutOpened',
      'TrialEndRecorded',
      'TrialLocked',
      'TrialEndRecorded',
      'TrialEndNotified',
      'TrialUnblinded',
    ]);
    const [randomised] = trial.payloads('ParticipantRandomised');
    const [committed] = trial.payloads('AllocationCommitted');
    const [revealed] = trial.payloads('TrialUnblinded');
    const sequence = allocationOf(revealed!.revealed, committed!.design, { ...randomised!, levels: undefined });
    expect(['early', 'delayed']).toContain(sequence);
    expect(trial.participants.get(participantId)?.randomisation?.index).toBe(0);
  });
});
