import { describe, expect, it } from 'vitest';
import { type Command, type CommandName, commands } from '../command/catalogue.js';
import type { Payload } from '../event/catalogue.js';
import { participantId, protocol, steps, through } from './small-trial.fixture.js';
import { needsTrialLock, streamsOf } from './stream.js';
import { commandsLeftBy } from './withdrawal.js';

const command = (name: CommandName, body: unknown): Command => ({ name, body: commands[name].parse(body) }) as Command;
const randomise = command('randomise', { participantId, ...steps.randomise[2] });

describe('streamsOf', () => {
  it('names the trial alone for a command about the trial', () => {
    expect(streamsOf(command('goLive', {}), protocol)).toEqual([{ kind: 'trial' }]);
  });

  it('names the participant too for a command about one', () => {
    const harvest = command('recordHarvest', { participantId, ...steps.harvest[2] });
    expect(streamsOf(harvest, protocol)).toEqual([{ kind: 'trial' }, { kind: 'participant', participantId }]);
  });

  it('names the stratum for randomisation once the participant is known', () => {
    const participant = through('eligible').participants.get(participantId)!;
    expect(streamsOf(randomise, protocol)).toHaveLength(2);
    expect(streamsOf(randomise, protocol, { participant }).at(-1)).toEqual({ kind: 'stratum', stratum: 'site=oslo' });
  });
});

describe('needsTrialLock', () => {
  /** What the board is given is kept in a sealed stream of its own, which no other command reads. */
  const shared: readonly CommandName[] = ['archiveBoardReport', 'recordSafetyEvaluation'];

  it('holds for every command that is not about one participant, and for no other', () => {
    for (const name of Object.keys(commands) as CommandName[]) {
      const isAlone = !('participantId' in commands[name].shape) && !shared.includes(name);
      expect([name, needsTrialLock(name)]).toEqual([name, isAlone]);
    }
  });
});

describe('the kinds of withdrawal', () => {
  const kinds = Object.keys(commandsLeftBy) as Payload<'ParticipantWithdrawn'>['kind'][];

  it.each(kinds)('leave after %s what safety needs, and no further treatment', (kind) => {
    const left = commandsLeftBy[kind];
    expect(left).toEqual(expect.arrayContaining(['reportAdverseEvent', 'updateAdverseEvent', 'breakCode', 'withdraw']));
    for (const name of ['randomise', 'prepareInfusion', 'permitInfusion', 'requestGateOverride'] as const) {
      expect(left).not.toContain(name);
    }
  });

  it('leave no new data after the withdrawal of their use', () => {
    expect(commandsLeftBy.dataUse).not.toContain('recordForm');
    expect(commandsLeftBy.dataUse).not.toContain('correctValue');
  });
});
