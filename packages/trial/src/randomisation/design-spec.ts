// Another design for the same trial, in a few words: what an assessment compares the protocol's with.
import { parse } from 'yaml';
import type { RandomisationDesign } from '../event/randomisation-design.js';
import { Randomisation } from '../protocol/schema/randomisation.js';
import type { Protocol } from '../protocol/schema.js';
import { designOf } from './design.js';
import { designProblem } from './design-problem.js';

/** How each method is written in a few words. */
const designWords: readonly string[] = [
  'simple',
  'permutedBlocks:SIZE,…',
  'biasedCoin:PROBABILITY',
  'bigStick:IMBALANCE',
  'biasedCoinWithTolerance:IMBALANCE,PROBABILITY',
  'maximalProcedure:IMBALANCE,LENGTH',
  'urn:INITIAL,ADDED',
  'minimisation:PROBABILITY[,MEASURE]',
];

/**
 * The protocol with another randomisation: "bigStick:3" (or "bigStick 3"), or what stands under `randomisation` in a protocol, as YAML
 * between braces. Ratio, strata and factors are the protocol's where the text names none. Throws a RangeError that says
 * what is wrong.
 */
export function withDesignSpec(protocol: Protocol, text: string): Protocol {
  const { randomisation, sequences } = protocol;
  const said = text.trim().startsWith('{') ? parseYaml(text) : parseWords(text);
  const inherited = {
    ratio: randomisation.ratio ?? Object.fromEntries(sequences.map(({ id }) => [id, 1])),
    strata: randomisation.strata,
    ...(said.method === 'minimisation' ? minimisationDefaults(randomisation) : {}),
  };
  const parsed = Randomisation.safeParse({ ...inherited, ...said });
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'method'}: ${issue.message}`);
    throw new RangeError(`"${text}" is no design: ${problems.join('; ')}. Written as: ${designWords.join(', ')}.`);
  }
  const changed = { ...protocol, randomisation: parsed.data };
  const problem = designProblem(designOf(changed));
  if (problem !== undefined) throw new RangeError(`"${text}" cannot be drawn from: ${problem}.`);
  return changed;
}

/** A design in a few words, without what it shares with others of the trial. */
export function describeDesign(design: RandomisationDesign): string {
  switch (design.method) {
    case 'permutedBlocks':
      return `${design.method} ${design.blockSizes.join(' ')}`;
    case 'biasedCoin':
      return `${design.method} ${short(design.probability)}`;
    case 'bigStick':
      return `${design.method} ${design.maximumImbalance}`;
    case 'biasedCoinWithTolerance':
      return `${design.method} ${design.maximumImbalance} ${short(design.probability)}`;
    case 'maximalProcedure':
      return `${design.method} ${design.maximumImbalance} ${design.length}`;
    case 'urn':
      return `${design.method} ${design.initialBalls} ${design.addedBalls}`;
    case 'minimisation':
      return `${design.method} ${short(design.probability)} ${design.measure}`;
    default:
      return design.method;
  }
}

function short(probability: number): string {
  return String(Number(probability.toFixed(4)));
}

/** Where the protocol itself does not minimise: its strata, or else the whole trial, become the factors. */
function minimisationDefaults(randomisation: Randomisation): object {
  if (randomisation.method === 'minimisation') {
    const { factors, measure, probability } = randomisation;
    return { factors, measure, probability };
  }
  const factors = randomisation.strata.length > 0 ? randomisation.strata : [{ id: 'all', from: 'trial' }];
  return { factors, strata: [], measure: 'range', probability: 0.8 };
}

function parseYaml(text: string): Record<string, unknown> {
  try {
    return Object(parse(text)) as Record<string, unknown>;
  } catch (cause) {
    throw new RangeError(`"${text}" is not YAML: ${(cause as Error).message}`, { cause });
  }
}

/** What the words after a method's name stand for. */
const parameters: Readonly<Record<string, readonly string[]>> = {
  biasedCoin: ['probability'],
  bigStick: ['maximumImbalance'],
  biasedCoinWithTolerance: ['maximumImbalance', 'probability'],
  maximalProcedure: ['maximumImbalance', 'length'],
  urn: ['initialBalls', 'addedBalls'],
  minimisation: ['probability', 'measure'],
};

function parseWords(text: string): Record<string, unknown> {
  const [method = '', ...words] = text.trim().split(/[\s,:]+/);
  if (method === 'permutedBlocks') return { method, blockSizes: words.map(Number) };
  const names = Object.hasOwn(parameters, method) ? (parameters[method] ?? []) : [];
  if (words.length > names.length) {
    throw new RangeError(`"${text}" is no design. Written as: ${designWords.join(', ')}.`);
  }
  const values = words.map((word, index) => [names[index], names[index] === 'measure' ? word : Number(word)]);
  return { method, ...Object.fromEntries(values) };
}
