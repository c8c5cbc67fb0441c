// Warns of what a protocol says that the software doesn't do yet, and of secrets that it could not keep.
import { standardRoles } from '../../blinding/role.js';
import { type Finding, type Path, type Told, warning } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import { say } from '../sentence.js';

/** One warning for each thing that would have to happen and does not. What only describes gives none. */
export function checkNotRun(protocol: PartialProtocol): readonly Finding[] {
  return [...readings(protocol), ...looks(protocol)];
}

/** Forms and items in a masked trial that only unblinded roles fill or see: what is recorded on a form, blinded people read. */
export function checkOpenForms(protocol: PartialProtocol): readonly Finding[] {
  const masked = protocol.blinding?.masked ?? [];
  if (masked.length === 0 || protocol.blinding?.openLabel === true) return [];
  const roles = new Map<string, boolean>(standardRoles.map(({ id, blinded }) => [id, blinded]));
  for (const { id, blinded } of protocol.blinding?.roles ?? []) roles.set(id, blinded);
  const secret = (named: readonly string[] | undefined, what: Told, path: Path): readonly Finding[] =>
    named?.every((id) => roles.get(id) === false)
      ? [
          {
            code: 'form-would-unblind',
            message: say`only unblinded roles are named for ${what}, but blinded people read what is recorded on forms`,
            allowed: say`a blinded role; the laboratory values of the product are kept sealed`,
            path,
            atKey: true,
          },
        ]
      : [];
  return (protocol.forms ?? []).flatMap((form, index) => {
    const at = ['forms', index];
    return [
      ...secret(form.filledBy, say`the form "${form.id}"`, [...at, 'filledBy']),
      ...secret(form.seenBy, say`the form "${form.id}"`, [...at, 'seenBy']),
      ...form.items.flatMap((item, place) => [
        ...secret(item.editedBy, say`the item "${item.id}"`, [...at, 'items', place, 'editedBy']),
        ...secret(item.seenBy, say`the item "${item.id}"`, [...at, 'items', place, 'seenBy']),
      ]),
    ];
  });
}

function notYet(message: Told, allowed: Told, path: Path): Finding {
  return { ...warning('not-run-yet', message, allowed, path), atKey: true };
}

/** A reading by one reader describes how its form is filled; several readings of one scan would have to be kept apart. */
function readings(protocol: PartialProtocol): readonly Finding[] {
  return (protocol.readings ?? []).flatMap((reading, index) =>
    reading.readers === 1
      ? []
      : [
          notYet(
            say`the form "${reading.form}" holds one result: that of each reader is not kept, and nothing is sent to adjudication`,
            say`readers: 1, or a form for each reader`,
            ['readings', index, 'readers'],
          ),
        ],
  );
}

function looks({ testing }: PartialProtocol): readonly Finding[] {
  const { interim } = testing ?? {};
  if (testing === undefined || interim === undefined) return [];
  const isAlone = testing.procedure === 'fixedSequence' && testing.order.length === 1;
  return [
    ...(isAlone
      ? []
      : [
          notYet(
            testing.procedure === 'fixedSequence'
              ? say`only "${interim.analysis}" is tested: the others are reported as "not tested"`
              : say`with interim looks nothing is tested in a ${testing.procedure} procedure: all is reported as "not tested"`,
            say`a fixedSequence of the analysis that is looked at`,
            ['testing', 'interim'],
          ),
        ]),
    ...(interim.futility === undefined
      ? []
      : [
          notYet(
            say`\`equipoise design\` counts with it; the report of a look says nothing about futility`,
            'efficacy',
            ['testing', 'interim', 'futility'],
          ),
        ]),
  ];
}
