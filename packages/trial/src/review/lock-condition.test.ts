// Conditions of the lock that look at the product and at safety.
import { describe, expect, it } from 'vitest';
import { initialParticipantState, type ParticipantState } from '../evolve/participant-state.js';
import type { Protocol } from '../protocol/schema.js';
import { lockConditions } from './lock-condition.js';

const protocol = {} as Protocol;
const bag = { administration: 'infusion1', volumeMl: 100, isReleased: true, isRecalled: false };
const quarantine = { material: { kind: 'bag', bagCode: 'B1' }, by: 'somebody', cause: 'temperature' };
const blocksOf = (chain: object, infusions: readonly object[] = []) =>
  lockConditions.infusionsReconciled({
    participant: {
      ...initialParticipantState,
      chain: { ...initialParticipantState.chain, ...chain },
      infusions,
    } as unknown as ParticipantState,
    protocol,
    siteFindings: 0,
  });

describe('the lock, where infusions are to be reconciled,', () => {
  it('waits for every released bag to be infused or recalled', () => {
    expect(blocksOf({ bags: { B1: bag } })).toEqual(['released and not infused: B1']);
    expect(blocksOf({ bags: { B1: bag } }, [{ administration: 'infusion1' }])).toEqual([]);
    expect(blocksOf({ bags: { B1: { ...bag, isRecalled: true } } })).toEqual([]);
    expect(blocksOf({ bags: { B1: { ...bag, isReleased: false } } })).toEqual([]);
  });

  it('waits for a decision about everything in quarantine', () => {
    expect(blocksOf({ quarantines: { Q1: quarantine } })).toEqual(['quarantine without a decision: Q1']);
    expect(blocksOf({ quarantines: { Q1: { ...quarantine, decision: 'release' } } })).toEqual([]);
  });
});

describe('the lock, where safety is to be resolved,', () => {
  it('waits for the outcome of a pregnancy', () => {
    const participant = {
      ...initialParticipantState,
      screening: { participantId: 'p', siteId: 'oslo' },
      safety: { ...initialParticipantState.safety, pregnancies: { P1: { pregnancyId: 'P1', outcome: 'ongoing' } } },
    } as unknown as ParticipantState;
    const reviewed = { participant, protocol, siteFindings: 0 };
    expect(lockConditions.safetyResolved(reviewed)).toEqual(['pregnancy-without-outcome: P1']);
  });
});
