// Checks that the sequences are what the design says: parallel groups, a balanced crossover, a delayed start, a factorial.
import { type Finding, fault, listWords, type Told, warning } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import type { Design, Sequence } from '../schema.js';
import { say } from '../sentence.js';
import { type Declared, unknownName, unknownNames } from './declared.js';

interface Plan {
  readonly sequences: readonly Sequence[];
  readonly treatments: readonly string[];
  readonly periods: number;
}

/** Sequences against the design. Says nothing while a sequence has another length than the design has periods. */
export function checkScheme(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const { design, sequences, treatments } = protocol;
  if (design === undefined || sequences === undefined || treatments === undefined) return [];
  const periods = declared.period.size;
  const findings = [...checkWashout(protocol, declared)];
  if (sequences.some((sequence) => sequence.treatments.length !== periods)) return findings;
  const plan = { sequences, treatments: treatments.map(({ id }) => id), periods };
  const use = checkUse(protocol, plan);
  const isRepeated = use.some(({ code }) => code === 'sequence-repeated');
  return [...findings, ...use, ...(isRepeated ? [] : checkType(design, plan, { protocol, declared }))];
}

function checkType(
  design: Design,
  plan: Plan,
  { protocol, declared }: { readonly protocol: PartialProtocol; readonly declared: Declared },
): readonly Finding[] {
  switch (design.type) {
    case 'parallel':
      return [];
    case 'crossover':
      return checkCrossover(design.scheme, plan);
    case 'delayedStart':
      return checkDelayedStart(design.active, plan, declared);
    case 'factorial':
      return checkFactorial(design, protocol, declared);
  }
}

/** No two sequences are the same, and every treatment is given to somebody. */
function checkUse(protocol: PartialProtocol, { sequences, treatments, periods }: Plan): readonly Finding[] {
  const given = sequences.map((sequence) => sequence.treatments.join(' '));
  const same = sequences.flatMap(({ id }, index): Finding[] => {
    const first = given.indexOf(given[index]!);
    if (first === index) return [];
    const message = say`the sequence "${id}" has the same treatments as "${sequences[first]!.id}"`;
    return [fault('sequence-repeated', message, say`sequences that differ`, ['sequences', index, 'treatments'])];
  });
  const used = new Set(sequences.flatMap((sequence) => sequence.treatments));
  const isWhole = periods > 0 && protocol.periods?.length === periods;
  const unused = treatments.flatMap((id, index): Finding[] =>
    used.has(id) || !isWhole
      ? []
      : [
          warning('treatment-unused', say`no sequence has the treatment "${id}"`, say`a treatment that is given`, [
            'treatments',
            index,
          ]),
        ],
  );
  return [...same, ...unused];
}

type Scheme = Extract<Design, { readonly type: 'crossover' }>['scheme'];

function checkCrossover(scheme: Scheme, plan: Plan): readonly Finding[] {
  const { sequences } = plan;
  const constant = sequences.flatMap(({ id, treatments }, index): Finding[] =>
    treatments.length < 2 || new Set(treatments).size > 1
      ? []
      : [
          warning(
            'sequence-without-crossover',
            say`the sequence "${id}" never changes its treatment`,
            say`at least two treatments`,
            ['sequences', index, 'treatments'],
          ),
        ],
  );
  if (scheme === undefined || scheme === 'other') return constant;
  const problem = schemeProblem(scheme, plan);
  if (problem === undefined) return constant;
  return [
    fault('scheme-not-met', say`these sequences are no ${names[scheme]}: ${problem}`, allowed[scheme], [
      'design',
      'scheme',
    ]),
  ];
}

type NamedScheme = Exclude<Scheme, 'other' | undefined>;

const names: Readonly<Record<NamedScheme, Told>> = {
  twoByTwo: say`2×2 crossover`,
  williams: say`Williams design`,
  latinSquare: say`Latin squares`,
  replicate: say`replicate design`,
  incompleteBlocks: say`incomplete block design`,
};

const allowed: Readonly<Record<NamedScheme, Told>> = {
  twoByTwo: say`two treatments, two periods, the sequences AB and BA`,
  williams: say`every treatment once in each sequence, equally often in each period, and equally often after each other treatment`,
  latinSquare: say`every treatment once in each sequence and equally often in each period`,
  replicate: say`sequences that give at least one treatment in more than one period`,
  incompleteBlocks: say`fewer periods than treatments, no treatment twice in a sequence, every pair equally often together`,
};

function schemeProblem(scheme: NamedScheme, plan: Plan): Told | undefined {
  const { sequences, treatments, periods } = plan;
  switch (scheme) {
    case 'twoByTwo':
      if (treatments.length !== 2 || periods !== 2 || sequences.length !== 2)
        return say`there are ${treatments.length} treatments, ${periods} periods and ${sequences.length} sequences`;
      return complete(plan) ?? uniform(plan);
    case 'latinSquare':
      return complete(plan) ?? uniform(plan);
    case 'williams':
      return complete(plan) ?? uniform(plan) ?? carryoverBalanced(plan);
    case 'replicate': {
      const single = sequences.find((sequence) => new Set(sequence.treatments).size === sequence.treatments.length);
      return single === undefined ? undefined : say`"${single.id}" gives no treatment twice`;
    }
    case 'incompleteBlocks':
      return incomplete(plan);
  }
}

function complete({ sequences, treatments, periods }: Plan): Told | undefined {
  if (periods !== treatments.length) return say`there are ${periods} periods for ${treatments.length} treatments`;
  const partial = sequences.find((sequence) => new Set(sequence.treatments).size !== treatments.length);
  return partial === undefined ? undefined : say`"${partial.id}" does not give every treatment once`;
}

function uniform({ sequences, treatments, periods }: Plan): Told | undefined {
  for (let period = 0; period < periods; period += 1) {
    const uneven = unevenOf(
      treatments,
      sequences.map((sequence) => sequence.treatments[period]!),
    );
    if (uneven !== undefined) return say`in period ${period + 1} ${uneven}`;
  }
  return undefined;
}

/** @see Williams 1949: every treatment follows every other equally often. */
function carryoverBalanced({ sequences, treatments }: Plan): Told | undefined {
  const pairs = treatments.flatMap((before) =>
    treatments.filter((after) => after !== before).map((after) => `${before} → ${after}`),
  );
  const found = sequences.flatMap((sequence) =>
    sequence.treatments.slice(1).map((after, index) => `${sequence.treatments[index]} → ${after}`),
  );
  return unevenOf(pairs, found);
}

function incomplete({ sequences, treatments, periods }: Plan): Told | undefined {
  if (periods >= treatments.length) return say`there are ${periods} periods for ${treatments.length} treatments`;
  const twice = sequences.find((sequence) => new Set(sequence.treatments).size < periods);
  if (twice !== undefined) return say`"${twice.id}" gives a treatment twice`;
  const together = (one: string, other: string) => [one, other].sort().join(' + ');
  const pairsOf = (list: readonly string[]) =>
    list.flatMap((one, index) => list.slice(index + 1).map((other) => together(one, other)));
  return unevenOf(
    pairsOf(treatments),
    sequences.flatMap((sequence) => pairsOf(sequence.treatments)),
  );
}

/** What is there more or less often than the first, in words; undefined where all are equally often there. */
function unevenOf(all: readonly string[], found: readonly string[]): Told | undefined {
  const counts = new Map(all.map((one) => [one, 0]));
  for (const one of found) counts.set(one, (counts.get(one) ?? 0) + 1);
  const [first, ...others] = [...counts];
  const other = others.find(([, count]) => count !== first?.[1]);
  return first === undefined || other === undefined
    ? undefined
    : say`"${first[0]}" is there ${times(first[1])} and "${other[0]}" ${times(other[1])}`;
}

function times(count: number): Told {
  return count === 1 ? say`once` : say`${count} times`;
}

function checkDelayedStart(active: string, { sequences }: Plan, declared: Declared): readonly Finding[] {
  const unknown = unknownName('treatment', active, declared, ['design', 'active']);
  if (unknown.length > 0) return unknown;
  const starts = sequences.map((sequence) => sequence.treatments.indexOf(active));
  const stopping = sequences.flatMap(({ id, treatments }, index): Finding[] => {
    const start = starts[index]!;
    if (start !== -1 && treatments.slice(start).every((treatment) => treatment === active)) return [];
    const message = start === -1 ? say`"${id}" never comes to "${active}"` : say`"${id}" leaves "${active}" again`;
    return [
      fault('delayed-start', message, say`sequences that start "${active}" and keep it to the end`, [
        'sequences',
        index,
        'treatments',
      ]),
    ];
  });
  if (stopping.length > 0 || new Set(starts).size > 1) return stopping;
  const message = say`all sequences start "${active}" in the same period`;
  return [fault('delayed-start', message, say`an early and a later start`, ['design', 'active'])];
}

function checkFactorial(
  design: Extract<Design, { readonly type: 'factorial' }>,
  protocol: PartialProtocol,
  declared: Declared,
): readonly Finding[] {
  const levels = (protocol.treatments ?? []).flatMap((treatment, index): Finding[] => {
    const path = ['treatments', index, 'levels'];
    const given = treatment.levels ?? {};
    const absent = design.factors.filter(({ id }) => !Object.hasOwn(given, id)).map(({ id }) => id);
    const unknown = Object.entries(given).flatMap(([factor, level]) => {
      const known = design.factors.find(({ id }) => id === factor)?.levels.map(({ id }) => id);
      if (known === undefined)
        return unknownName('factor', factor, declared, [...path, factor]).map((one) => ({ ...one, atKey: true }));
      if (known.includes(level)) return [];
      return [
        fault('unknown-level', say`the factor "${factor}" has no level "${level}"`, listWords(known), [
          ...path,
          factor,
        ]),
      ];
    });
    if (absent.length === 0) return unknown;
    const message = say`the treatment "${treatment.id}" has no level of ${listWords(absent)}`;
    return [
      ...unknown,
      fault('level-missing', message, say`a level of each factor`, treatment.levels ? path : ['treatments', index]),
    ];
  });
  if (levels.length > 0) return levels;
  const key = (of: Readonly<Record<string, string>>) => design.factors.map(({ id }) => of[id]).join(' × ');
  const combinations = (protocol.treatments ?? []).map((treatment) => key(treatment.levels ?? {}));
  const twice = combinations.flatMap((combination, index): Finding[] =>
    combinations.indexOf(combination) === index
      ? []
      : [
          fault('combination-repeated', say`another treatment is ${combination} already`, say`each combination once`, [
            'treatments',
            index,
            'levels',
          ]),
        ],
  );
  const all = design.factors.reduce<readonly string[]>(
    (sofar, factor) =>
      sofar.length === 0
        ? factor.levels.map(({ id }) => id)
        : sofar.flatMap((one) => factor.levels.map(({ id }) => `${one} × ${id}`)),
    [],
  );
  const left = design.fraction === true ? [] : all.filter((combination) => !combinations.includes(combination));
  if (left.length === 0) return twice;
  const message = say`no treatment is ${listWords(left)}`;
  return [
    ...twice,
    fault('factorial-incomplete', message, say`every combination, or fraction: true`, ['design', 'factors']),
  ];
}

function checkWashout({ design, periods }: PartialProtocol, declared: Declared): readonly Finding[] {
  if (design === undefined || !('washout' in design) || design.washout === undefined) return [];
  const path = ['design', 'washout', 'afterPeriods'];
  const after = design.washout.afterPeriods ?? [];
  const last = periods?.at(-1)?.id;
  return [
    ...unknownNames('period', after, declared, path),
    ...after.flatMap((id, index): Finding[] =>
      id === last
        ? [
            fault('washout-at-end', say`no period follows "${id}"`, say`a period that another follows`, [
              ...path,
              index,
            ]),
          ]
        : [],
    ),
  ];
}
