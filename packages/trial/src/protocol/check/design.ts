// Checks treatments, periods, sequences, administrations and randomisation against each other.
import type { Finding } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import { say } from '../sentence.js';
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
    const message = say`the sequence "${sequence.id}" has treatments for ${sequence.treatments.length} of ${periods} periods`;
    return [...unknown, { code: 'sequence-length', message, allowed: say`one treatment for each period`, path }];
  });
  return [...sequences, ...checkKind(protocol, periods), ...checkAdministrations(protocol, declared)];
}

function checkKind(protocol: PartialProtocol, periods: number): readonly Finding[] {
  const design = protocol.design?.type;
  if (design === undefined || periods === 0) return [];
  const isSingle = design === 'parallel' || design === 'factorial';
  if (isSingle ? periods === 1 : periods > 1) return [];
  const allowed = isSingle ? say`one period` : say`at least two periods`;
  return [
    {
      code: 'design-periods',
      message: say`a ${design} design can't have ${periods} periods`,
      allowed,
      path: ['design'],
    },
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
            message: say`"${administration.id}" has a meaning of its own`,
            allowed: say`another id`,
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
              message: say`"${administration.id}" is planned from itself`,
              allowed: say`a chain that starts at "randomisation"`,
              path: [...path, 'anchor', 'from'],
            },
          ]
        : [];
    return [...reserved, ...unknown, ...circle];
  });
}
