// Checks analyses, safety comparisons and the testing procedure: what they name exists and fits the method.
import { type Finding, fault, listWords } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import type { Analysis } from '../schema.js';
import { say } from '../sentence.js';
import { type Declared, unknownName } from './declared.js';
import { unknownLevels } from './level.js';
import { checkMethod } from './method.js';
import { checkModel } from './model.js';
import { unknownClass } from './safety.js';
import { checkTesting } from './testing.js';

type At = readonly (string | number)[];

/** All analyses of a protocol. */
export function checkAnalyses(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const analyses = (protocol.analyses ?? []).flatMap((analysis, index) => {
    const path = ['analyses', index];
    const endpoint = protocol.endpoints?.find((candidate) => candidate.id === analysis.endpoint);
    return [
      ...unknownName('endpoint', analysis.endpoint, declared, [...path, 'endpoint']),
      ...unknownName('analysisSet', analysis.set, declared, [...path, 'set']),
      ...(analysis.period === undefined ? [] : unknownName('period', analysis.period, declared, [...path, 'period'])),
      ...checkEffect(protocol, analysis.effect, { declared, path: [...path, 'effect'] }),
      ...(endpoint ? checkMethod(protocol, { analysis, endpoint, declared, path }) : []),
      ...checkModel(protocol, analysis, path),
    ];
  });
  return [
    ...analyses,
    ...checkCovariates(protocol),
    ...checkPrimary(protocol, declared),
    ...checkComparisons(protocol, declared),
    ...checkTesting(protocol, declared),
  ];
}

const modelWords = ['sequence', 'treatment', 'period', 'visit', 'site', 'nationalTrial', 'scansRead', 'participant'];

/** A covariate and a factor of one name could not be told apart in the terms of a model. */
function checkCovariates(protocol: PartialProtocol): readonly Finding[] {
  const factors = protocol.design?.type === 'factorial' ? protocol.design.factors.map(({ id }) => id) : [];
  const taken = [...modelWords, ...factors];
  return (protocol.endpoints ?? []).flatMap(({ id, role }, index): Finding[] => {
    if (role !== 'covariate' || !taken.includes(id)) return [];
    const message = say`in the terms of a model "${id}" is a factor already`;
    return [fault('covariate-name', message, say`another id than ${listWords(taken)}`, ['endpoints', index, 'id'])];
  });
}

function checkEffect(
  protocol: PartialProtocol,
  effect: Analysis['effect'],
  { declared, path }: { readonly declared: Declared; readonly path: At },
): readonly Finding[] {
  const same =
    effect.active === effect.reference
      ? [
          fault(
            'effect-same',
            say`"${effect.active}" can't be compared with itself`,
            effect.term === 'treatment' ? say`two different treatments` : say`two different sequences`,
            [...path, 'reference'],
          ),
        ]
      : [];
  if (effect.factor === undefined) {
    const sides = ['active', 'reference'] as const;
    return [...sides.flatMap((side) => unknownName(effect.term, effect[side], declared, [...path, side])), ...same];
  }
  const { factor } = effect;
  const unknown = unknownLevels(protocol, { ...effect, factor }, { declared, path });
  return [...unknown, ...same];
}

function checkPrimary(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  if (declared.analysis.size > 0 && !declared.analysis.has('primary')) {
    return [
      {
        code: 'primary-missing',
        message: say`no analysis has the id "primary"`,
        allowed: say`one analysis with the id "primary"`,
        path: ['analyses'],
        atKey: true,
      },
    ];
  }
  return (protocol.analyses ?? []).flatMap((analysis, index): Finding[] => {
    if ((analysis.id === 'primary') === (analysis.role === 'primary')) return [];
    const message = say`the analysis "${analysis.id}" has the role ${analysis.role}`;
    return [
      {
        code: 'primary-role',
        message,
        allowed: say`the role primary for the analysis "primary", and for no other`,
        path: ['analyses', index, 'role'],
      },
    ];
  });
}

function checkComparisons(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const classes = protocol.adverseEvents?.dictionary.systemOrganClasses.map((entry) => entry.code);
  return (protocol.safetyComparisons ?? []).flatMap((comparison, index) => {
    const path = ['safetyComparisons', index];
    const { systemOrganClass } = comparison.events;
    const findings: Finding[] = [
      ...unknownName('analysisSet', comparison.set, declared, [...path, 'set']),
      ...checkEffect(protocol, comparison.effect, { declared, path: [...path, 'effect'] }),
    ];
    if (systemOrganClass !== undefined && classes) {
      findings.push(...unknownClass(systemOrganClass, classes, [...path, 'events', 'systemOrganClass']));
    }
    const fitting = comparison.method === 'two-by-two' ? ['newcombe', 'miettinenNurminen', 'wald'] : ['exact', 'wald'];
    if (comparison.interval !== undefined && !fitting.includes(comparison.interval)) {
      const message = say`${comparison.method} has no interval "${comparison.interval}"`;
      findings.push({
        code: 'interval-not-of-method',
        message,
        allowed: listWords(fitting),
        path: [...path, 'interval'],
      });
    }
    return findings;
  });
}
