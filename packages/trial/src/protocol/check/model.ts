// Checks the terms of models, the model of zeros, and offsets: they can be read, and name what there is.
import { type Finding, fault, listWords, type Path, repeated } from '../finding.js';
import { readModelTerm } from '../model-term.js';
import { nearestWord } from '../nearest-word.js';
import type { PartialProtocol } from '../prune.js';
import type { Analysis } from '../schema.js';
import { say } from '../sentence.js';

/** What the terms of an analysis may name. */
interface Names {
  readonly factors: readonly string[];
  readonly numbers: readonly string[];
}

/** All terms and the offset of an analysis; the effect is among the terms where terms are given. */
export function checkModel(protocol: PartialProtocol, analysis: Analysis, path: Path): readonly Finding[] {
  const names = namesFor(protocol, analysis);
  const given = 'terms' in analysis ? analysis.terms : undefined;
  const terms = given ?? [];
  const zeroTerms = 'zeroTerms' in analysis ? (analysis.zeroTerms ?? []) : [];
  const offset = 'offset' in analysis ? analysis.offset : undefined;
  return [
    ...(given !== undefined ? checkEffect(analysis, terms, [...path, 'terms']) : []),
    ...checkTerms(terms, names, [...path, 'terms']),
    ...checkTerms(zeroTerms, names, [...path, 'zeroTerms']),
    ...(offset === undefined ? [] : checkTerm(offset, { ...names, factors: [] }, [...path, 'offset'])),
  ];
}

function namesFor(protocol: PartialProtocol, analysis: Analysis): Names {
  const own = protocol.endpoints?.find(({ id }) => id === analysis.endpoint);
  const design = protocol.design?.type === 'factorial' ? protocol.design.factors.map(({ id }) => id) : [];
  const covariates = (protocol.endpoints ?? []).filter(
    (endpoint) => endpoint.visits !== undefined && endpoint.summary !== 'byVisit' && endpoint.id !== analysis.endpoint,
  );
  return {
    factors: [
      'sequence',
      'treatment',
      'period',
      'site',
      ...(protocol.nationalTrials ? ['nationalTrial'] : []),
      ...(own?.summary === 'byVisit' ? ['visit'] : []),
      ...design,
    ],
    numbers: ['scansRead', ...covariates.map(({ id }) => id)],
  };
}

function checkEffect({ id, effect }: Analysis, terms: readonly string[], path: Path): readonly Finding[] {
  const wanted = effect.factor ?? effect.term;
  if (terms.includes(wanted)) return [];
  const message = say`the terms of "${id}" do not hold its effect "${wanted}"`;
  return [fault('effect-not-in-model', message, say`a term "${wanted}"`, path)];
}

function checkTerms(terms: readonly string[], names: Names, path: Path): readonly Finding[] {
  return [
    ...terms.flatMap((term, place) => checkTerm(term, names, [...path, place])),
    ...repeated(terms).map((place) =>
      fault('duplicate-id', say`the term "${terms[place]}" is there twice`, say`each term once`, [...path, place]),
    ),
  ];
}

/** One term; the parts of an interaction stand with ":" between them. */
function checkTerm(source: string, names: Names, path: Path): readonly Finding[] {
  let start = 0;
  return source.split(':').flatMap((part) => {
    const offset = start;
    start += part.length + 1;
    return checkPart(part, names, { source, offset, path });
  });
}

interface PartPlace {
  readonly source: string;
  readonly offset: number;
  readonly path: Path;
}

const factorWords = ['sequence', 'treatment', 'period', 'site', 'nationalTrial', 'visit'];

function checkPart(part: string, { factors, numbers }: Names, { source, offset, path }: PartPlace): readonly Finding[] {
  const term = readModelTerm(part);
  if (!term.ok) {
    const message = say`the term "${source}" can't be read: ${term.message}`;
    const allowed = say`names, numbers, + - * / ^, log(), sqrt(), exp(), and ":" for an interaction`;
    return [{ ...fault('term-syntax', message, allowed, path), offset: offset + term.offset }];
  }
  return term.names.flatMap((name): Finding[] => {
    if ((factors.includes(name) && term.isPlainName) || numbers.includes(name)) return [];
    const allowed = [...factors, ...numbers];
    const isFactor = factorWords.includes(name) || factors.includes(name);
    const suggestion = isFactor ? undefined : nearestWord(name, allowed);
    const hint = suggestion ? say`; did you mean "${suggestion}"?` : '';
    const why = isFactor ? say`"${name}" is not a number here` : say`"${name}" is not a covariate`;
    const place = offset + part.indexOf(name);
    return [{ ...fault('unknown-term', say`${why}${hint}`, listWords(allowed), path), offset: place }];
  });
}
