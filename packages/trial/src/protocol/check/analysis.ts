// Checks analyses, safety comparisons and the testing procedure: what they name exists and fits the method.
import type { Finding } from '../finding.js';
import { listWords } from '../finding.js';
import { readModelTerm } from '../model-term.js';
import { nearestWord } from '../nearest-word.js';
import type { PartialProtocol } from '../prune.js';
import type { Analysis, Endpoint } from '../schema.js';
import { type Declared, unknownName } from './declared.js';

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
      ...checkEffect(analysis.effect, declared, [...path, 'effect']),
      ...(endpoint ? checkMethod(protocol, { analysis, endpoint, path }) : []),
      ...checkModel(protocol, analysis, path),
    ];
  });
  return [
    ...analyses,
    ...checkPrimary(protocol, declared),
    ...checkComparisons(protocol, declared),
    ...checkTesting(protocol, declared),
  ];
}

function checkEffect(effect: Analysis['effect'], declared: Declared, path: At): readonly Finding[] {
  const unknown = (['active', 'reference'] as const).flatMap((side) =>
    unknownName(effect.term, effect[side], declared, [...path, side]),
  );
  if (effect.active !== effect.reference) return unknown;
  const message = `"${effect.active}" can't be compared with itself`;
  return [
    ...unknown,
    { code: 'effect-same', message, allowed: `two different ${effect.term}s`, path: [...path, 'reference'] },
  ];
}

interface Examined {
  readonly analysis: Analysis;
  readonly endpoint: Endpoint;
  readonly path: At;
}

function checkMethod(protocol: PartialProtocol, { analysis, endpoint, path }: Examined): readonly Finding[] {
  const findings: Finding[] = [];
  const { method } = analysis;
  const isByPeriod = endpoint.visitsByPeriod !== undefined;
  const fault = (code: string, message: string, allowed: string, key: string) =>
    findings.push({ code, message, allowed, path: [...path, key] });

  if (method === 'crossover-2x2-hills-armitage') {
    const periods = Object.keys(endpoint.visitsByPeriod ?? {}).length;
    const isTwoByTwo = periods === 2 && (protocol.sequences ?? []).length === 2;
    if (!isTwoByTwo && protocol.sequences) {
      fault(
        'method-needs-two-periods',
        `${method} needs two sequences and an endpoint with a value in each of two periods`,
        'an endpoint with visitsByPeriod for two periods',
        'endpoint',
      );
    }
    if (analysis.effect.term !== 'treatment')
      fault('effect-term', `${method} compares treatments`, 'term: treatment', 'effect');
  } else if (isByPeriod && analysis.period === undefined) {
    fault(
      'period-needed',
      `the endpoint "${endpoint.id}" has a value in each period, and ${method} takes one`,
      `period: ${Object.keys(endpoint.visitsByPeriod ?? {}).join(' or ')}`,
      'endpoint',
    );
  }
  if (analysis.period !== undefined && !isByPeriod) {
    fault(
      'period-not-in-endpoint',
      `the endpoint "${endpoint.id}" has no value for each period`,
      'an endpoint with visitsByPeriod, or no period',
      'period',
    );
  }
  if (method === 'nb-glm' && endpoint.type !== 'count') {
    fault(
      'method-needs-counts',
      `nb-glm can't fit the ${endpoint.type} endpoint "${endpoint.id}"`,
      'an endpoint of type count',
      'endpoint',
    );
  }
  if (method === 'two-by-two' && endpoint.type !== 'binary') {
    fault(
      'method-needs-binary',
      `two-by-two can't compare the ${endpoint.type} endpoint "${endpoint.id}"`,
      'an endpoint of type binary',
      'endpoint',
    );
  }
  if (analysis.role === 'primary' && endpoint.role !== 'primary') {
    fault(
      'primary-endpoint',
      `the primary analysis is of the ${endpoint.role} endpoint "${endpoint.id}"`,
      'the primary endpoint',
      'endpoint',
    );
  }
  return findings;
}

function checkModel(protocol: PartialProtocol, analysis: Analysis, path: At): readonly Finding[] {
  const factors = ['sequence', 'treatment', 'period', 'site', ...(protocol.nationalTrials ? ['nationalTrial'] : [])];
  const endpoints = (protocol.endpoints ?? []).filter(
    (endpoint) => endpoint.visits !== undefined && endpoint.id !== analysis.endpoint,
  );
  const numbers = ['scansRead', ...endpoints.map((endpoint) => endpoint.id)];
  const isModel = 'terms' in analysis || analysis.method === 'nb-glm';
  const offset = 'offset' in analysis ? analysis.offset : undefined;
  const read = (source: string, at: At, isOffset: boolean): readonly Finding[] => {
    if (!isModel)
      return [
        {
          code: 'model-without-method',
          message: `${analysis.method} has no terms and no offset`,
          allowed: 'method: nb-glm',
          path: at,
        },
      ];
    const term = readModelTerm(source);
    if (!term.ok) {
      const allowed = 'names, numbers, + - * / ^, log(), sqrt(), exp()';
      return [
        {
          code: 'term-syntax',
          message: `the term "${source}" can't be read: ${term.message}`,
          allowed,
          path: at,
          offset: term.offset,
        },
      ];
    }
    return term.names.flatMap((name): Finding[] => {
      const isFactor = factors.includes(name) && term.isPlainName && !isOffset;
      if (isFactor || numbers.includes(name)) return [];
      const allowed = isOffset ? numbers : [...factors, ...numbers];
      const suggestion = factors.includes(name) ? undefined : nearestWord(name, allowed);
      const hint = suggestion ? `; did you mean "${suggestion}"?` : '';
      const why = factors.includes(name) ? `"${name}" is not a number` : `"${name}" is not a covariate`;
      return [
        {
          code: 'unknown-term',
          message: `${why}${hint}`,
          allowed: listWords(allowed),
          path: at,
          offset: source.indexOf(name),
        },
      ];
    });
  };
  const terms = 'terms' in analysis ? (analysis.terms ?? []) : [];
  const lacking: Finding[] =
    isModel && !terms.includes(analysis.effect.term)
      ? [
          {
            code: 'effect-not-in-model',
            message: `the terms of "${analysis.id}" do not hold its effect "${analysis.effect.term}"`,
            allowed: `a term "${analysis.effect.term}"`,
            path: [...path, terms.length > 0 ? 'terms' : 'method'],
          },
        ]
      : [];
  return [
    ...lacking,
    ...terms.flatMap((term, place) => read(term, [...path, 'terms', place], false)),
    ...terms.flatMap((term, place) =>
      terms.indexOf(term) < place
        ? [
            {
              code: 'duplicate-id',
              message: `the term "${term}" is there twice`,
              allowed: 'each term once',
              path: [...path, 'terms', place],
            },
          ]
        : [],
    ),
    ...(offset === undefined ? [] : read(offset, [...path, 'offset'], true)),
  ];
}

function checkPrimary(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  if (declared.analysis.size > 0 && !declared.analysis.has('primary')) {
    return [
      {
        code: 'primary-missing',
        message: 'no analysis has the id "primary"',
        allowed: 'one analysis with the id "primary"',
        path: ['analyses'],
        atKey: true,
      },
    ];
  }
  return (protocol.analyses ?? []).flatMap((analysis, index): Finding[] => {
    if ((analysis.id === 'primary') === (analysis.role === 'primary')) return [];
    const message = `the analysis "${analysis.id}" has the role ${analysis.role}`;
    return [
      {
        code: 'primary-role',
        message,
        allowed: 'the role primary for the analysis "primary", and for no other',
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
      ...checkEffect(comparison.effect, declared, [...path, 'effect']),
    ];
    if (systemOrganClass !== undefined && classes && !classes.includes(systemOrganClass)) {
      const suggestion = nearestWord(systemOrganClass, classes);
      const message = `no system organ class has the code "${systemOrganClass}"${suggestion ? `; did you mean "${suggestion}"?` : ''}`;
      findings.push({
        code: 'unknown-system-organ-class',
        message,
        allowed: listWords(classes),
        path: [...path, 'events', 'systemOrganClass'],
      });
    }
    const fitting = comparison.method === 'two-by-two' ? ['newcombe', 'miettinenNurminen', 'wald'] : ['exact', 'wald'];
    if (comparison.interval !== undefined && !fitting.includes(comparison.interval)) {
      const message = `${comparison.method} has no interval "${comparison.interval}"`;
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

function checkTesting(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const order = protocol.testing?.procedure === 'fixedSequence' ? protocol.testing.order : [];
  return order.flatMap((id, place): readonly Finding[] => {
    const path = ['testing', 'order', place];
    if (order.indexOf(id) < place) {
      return [
        { code: 'duplicate-id', message: `the analysis "${id}" is tested twice`, allowed: 'each analysis once', path },
      ];
    }
    const analysis = protocol.analyses?.find((candidate) => candidate.id === id);
    // That there is no primary analysis is told at the analyses.
    if (analysis?.role !== 'descriptive') return id === 'primary' ? [] : unknownName('analysis', id, declared, path);
    const message = `the analysis "${id}" is descriptive and can't be tested`;
    return [{ code: 'descriptive-tested', message, allowed: 'an analysis of another role', path }];
  });
}
