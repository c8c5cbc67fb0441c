// Checks the review of data: what it names is there, what is coded is text, and conditions have something to hold.
import { standardRoles } from '../../blinding/role.js';
import { type Finding, fault, warning } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import { say } from '../sentence.js';
import { type Declared, unknownName, unknownNames } from './declared.js';

const standardRoleIds = standardRoles.map(({ id }) => id);

/** Names of forms, items, visits and roles; types of coded items; conditions that nothing could break. */
export function checkDataReview(
  { dataReview, forms, adverseEvents }: PartialProtocol,
  declared: Declared,
): readonly Finding[] {
  if (dataReview === undefined) return [];
  const at = ['dataReview'];
  const itemsOf = (form: string, items: readonly string[], path: readonly (string | number)[]): readonly Finding[] =>
    items.flatMap((item, place) =>
      !declared.form.has(form) || declared.item.has(`${form}.${item}`)
        ? []
        : [
            fault('unknown-item', say`the form "${form}" has no item "${item}"`, say`an item of the form`, [
              ...path,
              place,
            ]),
          ],
    );
  const signatures = (dataReview.signatures ?? []).flatMap((meaning, index) => {
    const path = [...at, 'signatures', index];
    const scope =
      meaning.scope === 'participant' && meaning.forms !== undefined
        ? [
            fault(
              'signature-scope',
              say`a signature of the participant is over all forms`,
              say`no forms, or scope: form`,
              [...path, 'forms'],
            ),
          ]
        : [];
    return [
      ...unknownNames('role', meaning.roles, declared, [...path, 'roles'], standardRoleIds),
      ...unknownNames('form', meaning.forms, declared, [...path, 'forms']),
      ...scope,
    ];
  });
  const critical = (dataReview.verification?.critical ?? []).flatMap((one, index) => {
    const path = [...at, 'verification', 'critical', index];
    return [
      ...unknownName('form', one.form, declared, [...path, 'form']),
      ...itemsOf(one.form, one.items ?? [], [...path, 'items']),
      ...unknownNames('visit', one.visits, declared, [...path, 'visits']),
    ];
  });
  const sample = dataReview.verification?.sample;
  const order =
    sample?.maximumPercent !== undefined && sample.maximumPercent < sample.percent
      ? [
          fault(
            'min-above-max',
            say`the share begins at ${sample.percent} and ends at ${sample.maximumPercent}`,
            say`percent at most maximumPercent`,
            [...at, 'verification', 'sample', 'maximumPercent'],
          ),
        ]
      : [];
  const coding = (dataReview.coding ?? []).flatMap(({ of }, index): readonly Finding[] => {
    const path = [...at, 'coding', index, 'of'];
    if (of === 'adverseEvents') {
      const message = say`the protocol collects no adverse events to code`;
      return adverseEvents === undefined
        ? [fault('nothing-to-code', message, say`adverseEvents, or an item`, path)]
        : [];
    }
    const item = forms?.find(({ id }) => id === of.form)?.items.find(({ id }) => id === of.item);
    const type =
      item === undefined || item.type === 'text'
        ? []
        : [
            fault('coded-item-type', say`the item "${of.item}" is no text`, say`an item of type text`, [
              ...path,
              'item',
            ]),
          ];
    return [
      ...unknownName('form', of.form, declared, [...path, 'form']),
      ...itemsOf(of.form, [of.item], path).map((finding) => ({ ...finding, path: [...path, 'item'] })),
      ...type,
    ];
  });
  const needs = { verified: dataReview.verification, signed: dataReview.signatures, coded: dataReview.coding } as const;
  const empty = (dataReview.lockConditions ?? []).flatMap((condition, index) =>
    condition in needs && needs[condition as keyof typeof needs] === undefined
      ? [
          warning(
            'condition-without-plan',
            say`nothing is planned that "${condition}" could wait for`,
            Object.keys(needs).join(', '),
            [...at, 'lockConditions', index],
          ),
        ]
      : [],
  );
  return [...signatures, ...critical, ...order, ...coding, ...empty];
}
