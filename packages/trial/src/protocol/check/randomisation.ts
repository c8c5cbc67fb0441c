// Checks the randomisation: what a method can do, ratios and blocks, strata and factors, caps, replacements.
import { designProblem, longestMaximalOrder } from '../../randomisation/design-problem.js';
import { sumOf } from '../../randomisation/method/permuted-block.js';
import { possibleStrata } from '../../randomisation/stratum.js';
import { type Finding, listWords, type Path, type Told } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import type { FactorSource, Randomisation } from '../schema/randomisation.js';
import type { Protocol } from '../schema.js';
import { say } from '../sentence.js';
import { isBeforeRandomisation } from '../visit-kind.js';
import { type Declared, unknownName } from './declared.js';

const root = 'randomisation';

/** Everything about the randomisation that contradicts itself or the rest of the protocol. */
export function checkRandomisation(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const { randomisation } = protocol;
  if (!randomisation) return [];
  return [
    ...checkRatio(randomisation, declared),
    ...checkMethod(randomisation, declared),
    ...checkFactors(protocol, declared, randomisation.strata, 'strata'),
    ...(randomisation.method === 'minimisation'
      ? [...checkFactors(protocol, declared, randomisation.factors, 'factors'), ...checkMargins(randomisation)]
      : []),
    ...checkCaps(protocol, randomisation, declared),
    ...checkStrataNumber(protocol, randomisation),
  ];
}

function checkRatio(randomisation: Randomisation, declared: Declared): readonly Finding[] {
  const { ratio } = randomisation;
  if (!ratio) return [];
  const unknown = Object.keys(ratio).flatMap((id) =>
    unknownName('sequence', id, declared, [root, 'ratio', id]).map((finding) => ({ ...finding, atKey: true })),
  );
  const left = [...declared.sequence].filter((id) => !Object.hasOwn(ratio, id));
  if (left.length === 0) return unknown;
  const message = say`the ratio does not name ${listWords(left)}`;
  return [
    ...unknown,
    { code: 'ratio-incomplete', message, allowed: say`a number for each sequence`, path: [root, 'ratio'] },
  ];
}

const forTwo: ReadonlySet<Randomisation['method']> = new Set<Randomisation['method']>([
  'biasedCoin',
  'bigStick',
  'biasedCoinWithTolerance',
  'maximalProcedure',
]);

function checkMethod(randomisation: Randomisation, declared: Declared): readonly Finding[] {
  const { method } = randomisation;
  const shares = Object.values(randomisation.ratio ?? {});
  const findings: Finding[] = [];
  const add = (code: string, message: Told, allowed: Told, path: Path, severity?: 'warning') =>
    findings.push({ code, message, allowed, path: [root, ...path], ...(severity ? { severity } : {}) });
  if (forTwo.has(method) && declared.sequence.size > 2) {
    const message = say`${method} is for two sequences; there are ${declared.sequence.size}`;
    add('method-sequences', message, say`simple, permutedBlocks, urn, minimisation or uploadedList`, ['method']);
  }
  if ((forTwo.has(method) || method === 'urn') && shares.some((share) => share !== shares[0])) {
    const allowed = say`equal shares, or simple, permutedBlocks, minimisation or uploadedList`;
    add('ratio-unequal', say`${method} cannot keep the ratio ${shares.join(':')}`, allowed, ['ratio']);
  }
  if (method === 'permutedBlocks') {
    const unit = sumOf(shares);
    randomisation.blockSizes.forEach((size, index) => {
      const path = ['blockSizes', index];
      if (size % unit !== 0) {
        add(
          'block-size',
          say`a block of ${size} can't hold the ratio ${shares.join(':')}`,
          say`multiples of ${unit}`,
          path,
        );
      } else if (randomisation.blockSizes.indexOf(size) < index) {
        add(
          'block-size-twice',
          say`blocks of ${size} are drawn more often than others`,
          say`each size once`,
          path,
          'warning',
        );
      }
    });
  }
  if (method === 'biasedCoin' || method === 'biasedCoinWithTolerance') {
    const { probability } = randomisation;
    if (probability < 0.5 || probability >= 1) {
      const message = say`a coin that favours the lagging sequence with ${probability} is none`;
      add('probability-impossible', message, say`from 0.5 to below 1`, ['probability']);
    }
  }
  if (method === 'maximalProcedure') {
    const problem = designProblem({ ...randomisation, sequences: ['a', 'b'], ratio: [1, 1], strata: [] });
    const message = say`a length of ${randomisation.length} can't be drawn`;
    const allowed = say`an even number up to ${longestMaximalOrder}`;
    if (problem !== undefined) add('maximal-length', message, allowed, ['length']);
  }
  const { replacement } = randomisation;
  if (replacement?.withSameSequence === true && !replacement.allowed) {
    const message = say`a replacement that is not allowed has no sequence`;
    add('replacement-contradiction', message, say`allowed: true, or no withSameSequence`, [
      'replacement',
      'withSameSequence',
    ]);
  }
  return findings;
}

function checkMargins(randomisation: Extract<Randomisation, { method: 'minimisation' }>): readonly Finding[] {
  const { probability, ratio, factors, strata } = randomisation;
  const shares = Object.values(ratio);
  const least = Math.min(...shares) / sumOf(shares);
  const findings: Finding[] = [];
  const path = [root, 'probability'];
  if (probability <= least) {
    const message = say`a preferred sequence with the probability ${probability} is not preferred`;
    findings.push({ code: 'probability-impossible', message, allowed: say`above ${least}, up to 1`, path });
  }
  if (probability === 1) {
    const message = say`with the probability 1 whoever knows the participants before can foresee the next allocation`;
    findings.push({ code: 'allocation-foreseeable', severity: 'warning', message, allowed: say`below 1`, path });
  }
  factors.forEach(({ id }, index) => {
    if (!strata.some((stratum) => stratum.id === id)) return;
    const message = say`the factor "${id}" has one level only within each stratum`;
    findings.push({
      code: 'factor-is-stratum',
      message,
      allowed: say`a factor, or a stratum`,
      path: [root, 'factors', index, 'id'],
    });
  });
  return findings;
}

function checkFactors(
  protocol: PartialProtocol,
  declared: Declared,
  factors: readonly { readonly id: string; readonly from: FactorSource | 'trial' }[],
  key: 'strata' | 'factors',
): readonly Finding[] {
  const what = key === 'strata' ? say`stratum` : say`factor`;
  return factors.flatMap(({ id, from }, index): Finding[] => {
    const path = [root, key, index, 'from'];
    const findings: Finding[] = [];
    if (factors.findIndex((factor) => factor.id === id) < index) {
      const message = say`the ${what} "${id}" is there twice`;
      findings.push({ code: 'duplicate-id', message, allowed: say`each id once`, path: [root, key, index, 'id'] });
    }
    if (from === 'nationalTrial' && declared.nationalTrial.size === 0) {
      const message = say`there are no national trials for a ${what}`;
      findings.push({ code: 'stratum-source', message, allowed: say`"site", or an item`, path });
    }
    if (typeof from === 'object') findings.push(...checkItem(protocol, from.item, what, [...path, 'item']));
    return findings;
  });
}

function checkItem(protocol: PartialProtocol, id: string, what: Told, path: Path): readonly Finding[] {
  const form = (protocol.forms ?? []).find((candidate) => candidate.items.some((item) => item.id === id));
  const item = form?.items.find((candidate) => candidate.id === id);
  if (!item || !form) {
    return protocol.forms ? [{ code: 'unknown-item', message: say`no form has the item "${id}"`, path }] : [];
  }
  const findings: Finding[] = [];
  if (item.type !== 'code' && item.type !== 'boolean') {
    const message = say`the item "${id}" is of type ${item.type}: a ${what} needs a few named values`;
    findings.push({ code: 'stratum-not-categorical', message, allowed: say`an item of type code or boolean`, path });
  }
  if (form.repeats === true) {
    const message = say`the item "${id}" has any number of values: the form "${form.id}" repeats`;
    findings.push({ code: 'stratum-repeats', message, allowed: say`an item of a form that does not repeat`, path });
  }
  const isBefore = (protocol.visits ?? []).some(
    (visit) => isBeforeRandomisation(visit, protocol.epochs) && visit.forms.includes(form.id),
  );
  if (!isBefore) {
    const message = say`the item "${id}" is on no visit before randomisation`;
    const allowed = say`an item of a form of a visit without period`;
    findings.push({ code: 'stratum-too-late', message, allowed, path });
  }
  return findings;
}

function checkCaps(protocol: PartialProtocol, { caps }: Randomisation, declared: Declared): readonly Finding[] {
  if (caps === undefined) return [];
  const findings: Finding[] = [];
  if (typeof caps.site === 'object') {
    for (const id of Object.keys(caps.site)) {
      const unknown = unknownName('site', id, declared, [root, 'caps', 'site', id]);
      findings.push(...unknown.map((finding) => ({ ...finding, atKey: true })));
    }
  }
  const strata = strataOf(protocol);
  if (typeof caps.stratum === 'object' && strata !== undefined) {
    for (const key of Object.keys(caps.stratum).filter((one) => !strata.includes(one))) {
      const message = say`no participant can be in the stratum "${key}"`;
      const path = [root, 'caps', 'stratum', key];
      findings.push({ code: 'unknown-stratum', message, allowed: listWords(strata), path, atKey: true });
    }
  }
  const { plannedParticipants } = protocol;
  if (plannedParticipants !== undefined && caps.trial !== undefined && caps.trial < plannedParticipants) {
    const message = say`a cap of ${caps.trial} leaves no place for the ${plannedParticipants} planned participants`;
    const path = [root, 'caps', 'trial'];
    findings.push({ code: 'cap-below-plan', message, allowed: say`at least ${plannedParticipants}`, path });
  }
  return findings;
}

/** Strata that a block hardly fills are out of balance like simple randomisation. */
function checkStrataNumber(protocol: PartialProtocol, randomisation: Randomisation): readonly Finding[] {
  const strata = strataOf(protocol);
  const { plannedParticipants } = protocol;
  if (strata === undefined || plannedParticipants === undefined || randomisation.method !== 'permutedBlocks') return [];
  const smallest = Math.min(...randomisation.blockSizes);
  if (strata.length === 1 || plannedParticipants / strata.length >= smallest) return [];
  const message = say`${plannedParticipants} participants in ${strata.length} strata hardly fill blocks of ${smallest}`;
  const allowed = say`fewer strata, smaller blocks, or minimisation`;
  return [{ code: 'strata-too-many', severity: 'warning', message, allowed, path: [root, 'strata'] }];
}

/** The strata that can occur, where the parts of the protocol that tell are there. */
function strataOf(protocol: PartialProtocol): readonly string[] | undefined {
  const { forms, sites, randomisation } = protocol;
  if (forms === undefined || sites === undefined || randomisation === undefined) return undefined;
  return possibleStrata({ ...protocol, forms, sites, randomisation } as Protocol);
}
