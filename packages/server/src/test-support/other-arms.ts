// Another world for tests of blinding: the same trial with other arms, and with other entries of everybody who is not blinded.
import type { RehearsalPlan } from '@equipoise/analysis';
import type { SubmittedCommand } from '@equipoise/trial';

/** Before anything of the trial is opened to anybody: what happens until here happens blind. */
export function untilOpened(plan: RehearsalPlan): RehearsalPlan {
  const opening = plan.commands.findIndex(({ command: { name } }) => name === 'openDataCut' || name === 'lockTrial');
  return opening === -1 ? plan : { ...plan, commands: plan.commands.slice(0, opening) };
}

/** Other arms, and everything that only unblinded people give changed as well; the open commands as they are. */
export function withOtherArms(plan: RehearsalPlan): RehearsalPlan {
  const commands = plan.commands.flatMap((submitted): readonly SubmittedCommand[] => {
    const { command } = submitted;
    switch (command.name) {
      case 'prepareInfusion':
        return [
          {
            ...submitted,
            command: {
              ...command,
              body: {
                ...command.body,
                laboratory: shifted(command.body.laboratory),
                preparedAt: { missing: 'unknown' },
                note: 'thawed twice, slow',
              },
            },
          },
        ];
      case 'releaseBag':
        return [
          {
            ...submitted,
            command: {
              ...command,
              // The dose of a bag has limits; the share of viable cells may be another.
              body: {
                ...command.body,
                laboratory: { ...command.body.laboratory, viabilityPercent: 88.8 },
                note: 'slow',
              },
            },
          },
        ];
      case 'releaseProduct':
        return [{ ...submitted, command: { ...command, body: { ...command.body, note: 'second flask' } } }];
      case 'recordTreatmentGuess':
        return [
          { ...submitted, command: { ...command, body: { ...command.body, guess: 'unknown', reason: 'no idea' } } },
        ];
      default:
        return [submitted];
    }
  });
  const released = commands.findIndex(({ command }) => command.name === 'releaseProduct');
  const release = commands[released];
  if (release?.command.name !== 'releaseProduct') throw new Error('the plan releases no product');
  const { participantId, harvestId, laboratory } = release.command.body;
  const failed = {
    ...release,
    commandId: '22222222-2222-4222-8222-222222222222',
    command: {
      name: 'recordFailedBatch',
      body: {
        participantId,
        harvestId,
        batchId: '33333333-3333-4333-8333-333333333333',
        laboratory,
        note: 'contaminated',
      },
    },
  } as SubmittedCommand;
  const allocationSeedHex = plan.allocationSeedHex.replace(/^../, (byte) => (byte === 'ff' ? '00' : 'ff'));
  return {
    ...plan,
    allocationSeedHex,
    commands: [...commands.slice(0, released), failed, ...commands.slice(released)],
  };
}

function shifted(laboratory: Readonly<Record<string, unknown>>): Record<string, never> {
  return Object.fromEntries(
    Object.entries(laboratory).map(([key, value]) => [key, typeof value === 'number' ? value + 1 : value]),
  ) as Record<string, never>;
}

/** The commitment is a salted hash of the seed: the one public value that follows from it, and tells nothing of it. */
export function withoutCommitment(text: string): string {
  return text.replace(/(commitment\\?": ?\\?")[0-9a-f]{64}/g, '$1');
}
