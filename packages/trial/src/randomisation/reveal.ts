// The public record of a randomisation after its reveal, and its check: everything is recomputed from the seed.
import { z } from 'zod';
import { AllocationSecret } from '../event/catalogue.js';
import { RandomisationDesign } from '../event/randomisation-design.js';
import { allocationScheme, allocatorOf } from './allocate.js';
import { claimedLevels } from './claimed-levels.js';
import { verifyReveal } from './commitment.js';
import { wholeSecret } from './list.js';

const scalar = z.union([z.number(), z.string(), z.boolean()]);
const facts = z.record(z.string(), scalar);

/** What `equipoise export TRIAL --randomisation FILE` writes: all that anybody needs to recompute every allocation. */
export const RandomisationExport = z.strictObject({
  format: z.literal('equipoise-randomisation-1'),
  trialId: z.string(),
  acronym: z.string(),
  protocolVersion: z.string(),
  scheme: z.literal(allocationScheme),
  commitment: z.string(),
  design: RandomisationDesign,
  revealed: AllocationSecret,
  appended: z
    .array(z.strictObject({ commitment: z.string(), revealed: AllocationSecret }))
    .optional()
    .describe('the parts of an uploaded list that were appended, in order, each with its own commitment'),
  claims: z
    .array(z.strictObject({ stratum: z.string(), index: z.int().min(0), levels: facts.optional() }))
    .describe('every entry that was taken, by stratum and index'),
  participants: z.array(
    z.strictObject({
      randomisationNumber: z.string(),
      siteId: z.string(),
      stratum: z.string(),
      index: z.int().min(0),
      sequence: z.string().describe('as the trial says'),
      opened: z.string().optional().describe('as it was opened while the trial ran, for dispensing or a code break'),
      replaces: z.string().optional().describe('the randomisation number of whom this participant replaced'),
      correctedStratum: z.string().optional().describe('by the values as they were corrected later'),
    }),
  ),
});
export type RandomisationExport = z.infer<typeof RandomisationExport>;

/** What a check of a reveal found. */
export interface RevealCheck {
  /** Allocations that were recomputed. */
  readonly recomputed: number;
  /** One sentence each; none where everything is as it was committed to. */
  readonly problems: readonly string[];
}

/** Holds the revealed secret against its commitment, and every allocation against what the secret gives. Never throws. */
export function checkReveal(revealed: RandomisationExport): RevealCheck {
  const { design, claims, participants } = revealed;
  const problems: string[] = [];
  if (!verifyReveal(revealed, revealed.revealed)) {
    problems.push('The revealed secret and the design are not those that were committed to.');
  }
  for (const [position, part] of (revealed.appended ?? []).entries()) {
    if (verifyReveal({ ...part, design }, part.revealed)) continue;
    problems.push(`Part ${position + 2} of the list is not the one that was committed to.`);
  }
  const taken = new Set(claims.map(({ stratum, index }) => `${stratum}|${index}`));
  if (taken.size !== claims.length) problems.push('An entry was taken twice.');
  for (const { stratum, index } of claims) {
    if (index > 0 && !taken.has(`${stratum}|${index - 1}`)) {
      problems.push(`Entry ${index} of the stratum ${stratum} was taken before entry ${index - 1}.`);
    }
  }
  problems.push(...claimProblems(revealed), ...sharingProblems(participants));
  const open = openerOf(revealed);
  let recomputed = 0;
  for (const { randomisationNumber: number, stratum, index, sequence, opened } of participants) {
    const found = taken.has(`${stratum}|${index}`) ? open(stratum, index) : undefined;
    if (found === undefined) {
      problems.push(`${number}: entry ${index} of the stratum ${stratum} cannot be recomputed.`);
      continue;
    }
    recomputed += 1;
    if (sequence !== found) problems.push(`${number}: the trial says ${sequence}, the secret gives ${found}.`);
    if (opened !== undefined && opened !== found) {
      problems.push(`${number}: ${opened} was opened while the trial ran, the secret gives ${found}.`);
    }
  }
  return { recomputed, problems };

  function openerOf({
    revealed: first,
    appended = [],
  }: RandomisationExport): (stratum: string, index: number) => string | undefined {
    try {
      const secret = wholeSecret(
        first,
        appended.map((part) => part.revealed),
      );
      const allocate = allocatorOf(secret, design, claimedLevels(design, claims));
      return (stratum, index) => {
        try {
          return design.sequences[allocate(stratum, index)];
        } catch {
          return undefined;
        }
      };
    } catch {
      return () => undefined;
    }
  }
}

/** Entries that were taken and that nobody has, and claims of minimisation without a level of every factor. */
function claimProblems({ design, claims, participants }: RandomisationExport): readonly string[] {
  const held = new Set(participants.map(({ stratum, index }) => `${stratum}|${index}`));
  const factors = 'factors' in design ? design.factors : [];
  return claims.flatMap(({ stratum, index, levels }) => [
    ...(held.has(`${stratum}|${index}`)
      ? []
      : [`Entry ${index} of the stratum ${stratum} was taken, and nobody has it.`]),
    ...factors
      .filter(({ id }) => levels?.[id] === undefined)
      .map(({ id }) => `Entry ${index} of the stratum ${stratum} was taken without a level of ${id}.`),
  ]);
}

/** Numbers that stand twice, and entries that two have of whom neither replaced the other. */
function sharingProblems(participants: RandomisationExport['participants']): readonly string[] {
  const numbers = new Map(participants.map((one) => [one.randomisationNumber, one]));
  const problems = numbers.size === participants.length ? [] : ['A randomisation number stands twice.'];
  const byEntry = new Map<string, RandomisationExport['participants'][number][]>();
  for (const one of participants) {
    const key = `${one.stratum}|${one.index}`;
    byEntry.set(key, [...(byEntry.get(key) ?? []), one]);
    const { randomisationNumber: number, replaces } = one;
    if (replaces !== undefined && (replaces === number || !numbers.has(replaces))) {
      problems.push(`${number}: nobody has the number ${replaces}, whom this participant is to have replaced.`);
    }
  }
  for (const [key, sharing] of byEntry) {
    const here = new Set(sharing.map(({ randomisationNumber }) => randomisationNumber));
    const own = sharing.filter(({ replaces }) => replaces === undefined || !here.has(replaces));
    if (own.length <= 1) continue;
    const [stratum, index] = [key.slice(0, key.lastIndexOf('|')), key.slice(key.lastIndexOf('|') + 1)];
    problems.push(`Entry ${index} of the stratum ${stratum} went to ${[...here].join(' and ')}.`);
  }
  return problems;
}
