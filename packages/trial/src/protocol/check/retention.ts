// Checks what is kept: classes have ids of their own, count from something that comes, and identifiers stand once.
import { type Finding, fault, repeated, warning } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import { say } from '../sentence.js';

/** Classes of retention and identifiers that are possible. */
export function checkRetention({ retention, identifiers, product }: PartialProtocol): readonly Finding[] {
  const ids = (retention ?? []).map(({ id }) => id);
  const twice = repeated(ids).map((place) =>
    fault('duplicate-id', say`the id "${ids[place]}" is there twice`, say`each id once`, ['retention', place, 'id']),
  );
  const classes = (retention ?? []).flatMap((one, index): readonly Finding[] => {
    if (product !== undefined) return [];
    if (one.from !== 'lastProduct' && one.of !== 'treated' && !one.covers.includes('productRecords')) return [];
    const message = say`the class "${one.id}" is about a product, and the trial has none`;
    return [fault('retention-without-product', message, say`a product, or another class`, ['retention', index])];
  });
  const isKept = retention === undefined || retention.some(({ covers }) => covers.includes('identifiers'));
  const unkept = isKept
    ? []
    : [
        warning(
          'identifiers-not-retained',
          say`no class keeps the identifiers: they can be erased at any time, also those of treated participants`,
          say`a class that covers identifiers`,
          ['retention'],
        ),
      ];
  const named = repeated(identifiers ?? []).map((place) =>
    fault('duplicate-id', say`"${identifiers?.[place]}" is there twice`, say`each identifier once`, [
      'identifiers',
      place,
    ]),
  );
  return [...twice, ...classes, ...unkept, ...named];
}
