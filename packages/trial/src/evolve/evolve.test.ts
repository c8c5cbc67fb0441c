import { describe, expect, it } from 'vitest';
import { people, through } from '../decide/small-trial.fixture.js';
import { catalogue, type EventType, type TrialEvent } from '../event/catalogue.js';
import type { ActorId } from '../id.js';
import { evolveParticipant, initialParticipantState } from './participant-state.js';
import { evolveStratum, initialStratumState } from './stratum-state.js';
import { evolveTrial, initialTrialState } from './trial-state.js';

const envelope = { actorId: people.manager as ActorId, recordedAt: '2020-01-01T00:00:00.000Z' };
const history = through('adverseEvent').record;
const folded = (kind: string) =>
  history
    .filter(({ stream }) => stream.kind === kind)
    .map(({ type, payload, actorId }) => ({
      event: { type, payload } as TrialEvent,
      envelope: { ...envelope, actorId },
    }));

describe('evolve', () => {
  it('tolerates the erasure of any one payload: the version moves on, and the rest still folds', () => {
    for (const [kind, evolve, initial] of [
      ['trial', evolveTrial, initialTrialState],
      ['participant', evolveParticipant, initialParticipantState],
    ] as const) {
      const events = folded(kind);
      for (let erased = 0; erased < events.length; erased++) {
        const state = events.reduce(
          (before, one, index) => evolve(before as never, index === erased ? { envelope } : one),
          initial as { readonly version: number },
        );
        expect(state.version).toBe(events.length);
      }
    }
  });

  it('keeps the entry of a stratum taken where its claim was erased', () => {
    const [claim] = folded('stratum');
    const once = evolveStratum(initialStratumState, claim!);
    expect(evolveStratum(once, { envelope })).toEqual({ version: 2, nextIndex: 2 });
  });

  it('does not change the state that it is given', () => {
    const frozen = Object.freeze({ ...initialParticipantState });
    const state = folded('participant').reduce(evolveParticipant, frozen);
    expect(frozen).toEqual(initialParticipantState);
    expect(state.randomisation?.stratum).toBe('site=oslo');
  });

  it('reads a correction whose form was erased', () => {
    const event: TrialEvent = {
      type: 'FormCorrected',
      payload: { visit: 'week24', form: 'scan', occurrence: 1, items: { gel: { from: 2, to: 3 } } },
    };
    const state = evolveParticipant(initialParticipantState, { event, envelope });
    expect(state.forms['week24/scan/1']).toEqual({
      visit: 'week24',
      form: 'scan',
      occurrence: 1,
      happenedOn: { missing: 'unknown' },
      items: { gel: 3 },
    });
  });

  it('never folds a sealed event into a blind state', () => {
    const sealed = (Object.keys(catalogue) as EventType[]).filter((type) => catalogue[type].visibility === 'sealed');
    expect(sealed.map((type) => catalogue[type].stream).every((stream) => stream.startsWith('sealed'))).toBe(true);
    for (const type of sealed) {
      const event = { type, payload: { sequence: 'early', treatment: 'cells' } } as unknown as TrialEvent;
      expect(evolveTrial(initialTrialState, { event, envelope })).toEqual({ ...initialTrialState, version: 1 });
      expect(evolveParticipant(initialParticipantState, { event, envelope })).toEqual({
        ...initialParticipantState,
        version: 1,
      });
    }
  });
});
