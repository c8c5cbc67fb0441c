// Checks treatments, periods, sequences, administrations and randomisation against each other.
import type { Finding } from '../finding.js';
import { listWords } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import { type Declared, unknownName } from './declared.js';

/** Sequences give one known treatment to each period; the design is what the sequences make of it. */
export function checkDesign(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const periods = declared.period.size;
  const sequences = (protocol.sequences ?? []).flatMap((sequence, index) => {
    const path = ['sequences', index, 'treatments'];
    const unknown = sequence.treatments.flatMap((id, place) =>
      unknownName('treatment', id, declared, [...path, place]),
    );
    if (periods === 0 || sequence.treatments.length === periods) return unknown;
    const message = `the sequence "${sequence.id}" has treatments for ${sequence.treatments.length} of ${periods} periods`;
    return [...unknown, { code: 'sequence-length', message, allowed: 'one treatment for each period', path }];
  });
  return [...sequences, ...checkKind(protocol, periods), ...checkAdministrations(protocol, declared)];
}

function checkKind(protocol: PartialProtocol, periods: number): readonly Finding[] {
  const design = protocol.design?.type;
  if (design === undefined || periods === 0) return [];
  const isSingle = design === 'parallel' || design === 'factorial';
  if (isSingle ? periods === 1 : periods > 1) return [];
  const allowed = isSingle ? 'one period' : 'at least two periods';
  return [
    { code: 'design-periods', message: `a ${design} design can't have ${periods} periods`, allowed, path: ['design'] },
  ];
}

function checkAdministrations(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const administrations = protocol.administrations ?? [];
  return administrations.flatMap((administration, index) => {
    const path = ['administrations', index];
    const reserved = ['screening', 'randomisation'].includes(administration.id)
      ? [
          {
            code: 'reserved-id',
            message: `"${administration.id}" has a meaning of its own`,
            allowed: 'another id',
            path: [...path, 'id'],
          },
        ]
      : [];
    const unknown = [
      ...unknownName('period', administration.period, declared, [...path, 'period']),
      ...unknownName(
        'administration',
        administration.anchor.from,
        declared,
        [...path, 'anchor', 'from'],
        ['randomisation'],
      ),
      ...(administration.gate
        ? unknownName('visit', administration.gate.visit, declared, [...path, 'gate', 'visit'])
        : []),
    ];
    const visited = new Set<string>();
    let anchor = administration.anchor.from;
    while (!visited.has(anchor) && anchor !== administration.id) {
      visited.add(anchor);
      anchor = administrations.find((candidate) => candidate.id === anchor)?.anchor.from ?? 'randomisation';
    }
    const circle: Finding[] =
      anchor === administration.id
        ? [
            {
              code: 'anchor-circle',
              message: `"${administration.id}" is planned from itself`,
              allowed: 'a chain that starts at "randomisation"',
              path: [...path, 'anchor', 'from'],
            },
          ]
        : [];
    return [...reserved, ...unknown, ...circle];
  });
}

/** Ratios name every sequence; block sizes are multiples of the ratio's sum; strata come from categories. */
export function checkRandomisation(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const { randomisation } = protocol;
  if (!randomisation) return [];
  const findings: Finding[] = [];
  const ratio = randomisation.ratio;
  if (ratio) {
    for (const id of Object.keys(ratio)) {
      findings.push(
        ...unknownName('sequence', id, declared, ['randomisation', 'ratio', id]).map((finding) => ({
          ...finding,
          atKey: true,
        })),
      );
    }
    const left = [...declared.sequence].filter((id) => !Object.hasOwn(ratio, id));
    if (left.length > 0) {
      const message = `the ratio does not name ${listWords(left)}`;
      findings.push({
        code: 'ratio-incomplete',
        message,
        allowed: 'a number for each sequence',
        path: ['randomisation', 'ratio'],
      });
    }
    const sum = Object.values(ratio).reduce((total, part) => total + part, 0);
    const sizes = randomisation.method === 'permutedBlocks' ? randomisation.blockSizes : [];
    sizes.forEach((size, index) => {
      if (size % sum === 0) return;
      const message = `a block of ${size} can't hold the ratio ${Object.values(ratio).join(':')}`;
      findings.push({
        code: 'block-size',
        message,
        allowed: `multiples of ${sum}`,
        path: ['randomisation', 'blockSizes', index],
      });
    });
  }
  return [...findings, ...checkStrata(protocol, declared)];
}

function checkStrata(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const seen = new Set<string>();
  return (protocol.randomisation?.strata ?? []).flatMap((stratum, index): Finding[] => {
    const path = ['randomisation', 'strata', index, 'from'];
    const findings: Finding[] = [];
    if (seen.has(stratum.id)) {
      findings.push({
        code: 'duplicate-id',
        message: `the stratum "${stratum.id}" is there twice`,
        allowed: 'each id once',
        path: ['randomisation', 'strata', index, 'id'],
      });
    }
    seen.add(stratum.id);
    const { from } = stratum;
    if (from === 'nationalTrial' && declared.nationalTrial.size === 0) {
      findings.push({
        code: 'stratum-source',
        message: 'there are no national trials to stratify by',
        allowed: '"site", or an item',
        path,
      });
    }
    if (typeof from !== 'object') return findings;
    const forms = protocol.forms ?? [];
    const form = forms.find((candidate) => candidate.items.some((item) => item.id === from.item));
    const item = form?.items.find((candidate) => candidate.id === from.item);
    if (!item || !form) {
      if (protocol.forms)
        findings.push({
          code: 'unknown-item',
          message: `no form has the item "${from.item}"`,
          path: [...path, 'item'],
        });
      return findings;
    }
    if (item.type !== 'code' && item.type !== 'boolean') {
      const message = `the item "${item.id}" is of type ${item.type}: a stratum needs a few named values`;
      findings.push({
        code: 'stratum-not-categorical',
        message,
        allowed: 'an item of type code or boolean',
        path: [...path, 'item'],
      });
    }
    const isBefore = (protocol.visits ?? []).some(
      (visit) => visit.period === undefined && visit.forms.includes(form.id),
    );
    if (!isBefore) {
      const message = `the item "${item.id}" is on no visit before randomisation`;
      findings.push({
        code: 'stratum-too-late',
        message,
        allowed: 'an item of a form of a visit without period',
        path: [...path, 'item'],
      });
    }
    return findings;
  });
}
