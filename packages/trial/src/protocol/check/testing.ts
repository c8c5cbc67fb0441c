// Checks error control: the testing procedure, looks before the end, and the assumptions of power.
import { type Finding, fault, listWords, type Path } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import type { Testing } from '../schema.js';
import { say } from '../sentence.js';
import { testedAnalyses } from '../tested-analysis.js';
import { type Declared, unknownName } from './declared.js';

/** Every tested analysis is there once and can be tested; shares of the level add up; looks are in order. */
export function checkTesting(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const { testing } = protocol;
  if (testing === undefined) return checkPower(protocol, declared);
  return [
    ...checkTested(protocol, testing, declared),
    ...checkSides(testing),
    ...checkShares(testing),
    ...(testing.procedure === 'graphical' ? checkGraph(testing) : []),
    ...checkInterim(testing, declared),
    ...checkPower(protocol, declared),
  ];
}

/** A one-sided test says which side; otherwise a harmful effect would count as one. */
function checkSides({ sides, better }: Testing): readonly Finding[] {
  if (sides !== 1 || better !== undefined) return [];
  const message = say`one-sided tests without the side that the trial is to show`;
  return [fault('side-missing', message, say`better: lower, or better: higher`, ['testing', 'sides'])];
}

function placeOf(testing: Testing, index: number): Path {
  if (testing.procedure === 'graphical') return ['testing', 'hypotheses', index, 'analysis'];
  return ['testing', testing.procedure === 'fixedSequence' ? 'order' : 'analyses', index];
}

function checkTested(protocol: PartialProtocol, testing: Testing, declared: Declared): readonly Finding[] {
  const tested = testedAnalyses(testing);
  return tested.flatMap((id, index): readonly Finding[] => {
    const path = placeOf(testing, index);
    if (tested.indexOf(id) < index)
      return [fault('duplicate-id', say`the analysis "${id}" is tested twice`, say`each analysis once`, path)];
    const analysis = protocol.analyses?.find((candidate) => candidate.id === id);
    // That there is no primary analysis is told at the analyses.
    if (analysis === undefined) return id === 'primary' ? [] : unknownName('analysis', id, declared, path);
    if (analysis.role === 'descriptive' || analysis.method === 'summary')
      return [
        fault(
          'descriptive-tested',
          say`the analysis "${id}" is descriptive and can't be tested`,
          say`an analysis of another role`,
          path,
        ),
      ];
    if (analysis.role !== 'sensitivity') return [];
    const message = say`the sensitivity analysis "${id}" supports another analysis and is not tested itself`;
    return [fault('sensitivity-tested', message, say`the analysis that it supports`, path)];
  });
}

const sumOf = (weights: readonly number[]) => weights.reduce((sum, weight) => sum + weight, 0);
const isAboveOne = (sum: number) => sum > 1 + 1e-9;

function checkShares(testing: Testing): readonly Finding[] {
  if (testing.procedure === 'graphical') {
    const sum = sumOf(testing.hypotheses.map(({ weight }) => weight));
    if (!isAboveOne(sum)) return [];
    const message = say`the shares of the level add up to ${round(sum)}`;
    return [{ ...fault('weights-above-one', message, say`at most 1`, ['testing', 'hypotheses']), atKey: true }];
  }
  if (testing.procedure !== 'bonferroni' || testing.weights === undefined) return [];
  const { weights, analyses } = testing;
  if (weights.length !== analyses.length) {
    const message = say`there are ${weights.length} weights for ${analyses.length} analyses`;
    return [fault('weights-length', message, say`a weight for each analysis`, ['testing', 'weights'])];
  }
  if (!isAboveOne(sumOf(weights))) return [];
  const message = say`the shares of the level add up to ${round(sumOf(weights))}`;
  return [fault('weights-above-one', message, say`at most 1`, ['testing', 'weights'])];
}

function checkGraph(testing: Extract<Testing, { readonly procedure: 'graphical' }>): readonly Finding[] {
  const nodes = testing.hypotheses.map(({ analysis }) => analysis);
  const edges = testing.transitions.flatMap(({ from, to }, index): Finding[] => {
    const path = ['testing', 'transitions', index];
    const unknown = (['from', 'to'] as const).flatMap((end): Finding[] => {
      const id = end === 'from' ? from : to;
      if (nodes.includes(id)) return [];
      return [
        fault('unknown-hypothesis', say`"${id}" is no hypothesis of the graph`, listWords(nodes), [...path, end]),
      ];
    });
    if (unknown.length > 0) return unknown;
    if (from === to)
      return [fault('graph-loop', say`"${from}" passes its level to itself`, say`another hypothesis`, [...path, 'to'])];
    const first = testing.transitions.findIndex((edge) => edge.from === from && edge.to === to);
    if (first === index) return [];
    return [fault('duplicate-id', say`the way from "${from}" to "${to}" is there twice`, say`each way once`, path)];
  });
  const sums = nodes.flatMap((node): Finding[] => {
    const own = testing.transitions.filter(({ from }) => from === node).map(({ weight }) => weight);
    if (!isAboveOne(sumOf(own))) return [];
    const message = say`"${node}" passes on ${round(sumOf(own))} of its level`;
    const index = testing.transitions.findLastIndex(({ from }) => from === node);
    return [fault('weights-above-one', message, say`at most 1`, ['testing', 'transitions', index, 'weight'])];
  });
  return [...edges, ...sums];
}

function checkInterim(testing: Testing, declared: Declared): readonly Finding[] {
  const { interim } = testing;
  if (interim === undefined) return [];
  const path = ['testing', 'interim'];
  const tested = testedAnalyses(testing);
  const analysis = tested.includes(interim.analysis)
    ? []
    : [fault('interim-not-tested', say`"${interim.analysis}" is not tested`, listWords(tested), [...path, 'analysis'])];
  const looks = interim.looks.flatMap(({ cut, informationRate }, index): readonly Finding[] => {
    const at = [...path, 'looks', index];
    const before = interim.looks[index - 1]?.informationRate ?? 0;
    const isLater = informationRate > before;
    return [
      ...unknownName('cut', cut, declared, [...at, 'cut']),
      ...(isLater
        ? []
        : [
            fault(
              'information-order',
              say`the rate ${informationRate} is not above ${before}`,
              say`rates that grow from look to look`,
              [...at, 'informationRate'],
            ),
          ]),
    ];
  });
  const isBound = interim.binding === undefined || interim.futility !== undefined;
  if (isBound) return [...analysis, ...looks];
  const message = say`there is no futility boundary to be bound by`;
  return [
    ...analysis,
    ...looks,
    { ...fault('binding-without-futility', message, 'futility', [...path, 'binding']), atKey: true },
  ];
}

function checkPower(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  return (protocol.power ?? []).flatMap((assumption, index): readonly Finding[] => {
    const path = ['power', index];
    // That the primary analysis is missing is told once, where it should be.
    const unknown =
      assumption.analysis === 'primary'
        ? []
        : unknownName('analysis', assumption.analysis, declared, [...path, 'analysis']);
    const analysis = protocol.analyses?.find(({ id }) => id === assumption.analysis);
    const endpoint = protocol.endpoints?.find(({ id }) => id === analysis?.endpoint);
    if (endpoint === undefined || endpoint.type === assumption.endpoint) return unknown;
    const message = say`"${assumption.analysis}" is of the ${endpoint.type} endpoint "${endpoint.id}"`;
    return [fault('power-endpoint', message, say`endpoint: ${endpoint.type}`, [...path, 'endpoint'])];
  });
}

function round(sum: number): number {
  return Number(sum.toPrecision(6));
}
