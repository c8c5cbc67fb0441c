// Checks the way of a product to the bedside: laboratories and sites, roles, consents, dose, expiry.
import { standardRoles } from '../../blinding/role.js';
import { isTimeZone } from '../../zone.js';
import { type Finding, fault } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import { say } from '../sentence.js';
import { type Declared, unknownName, unknownNames } from './declared.js';

/** Every part of the way that names something names what is there, and no two parts contradict each other. */
export function checkProductWay(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const { product } = protocol;
  if (product === undefined) return [];
  return [
    ...laboratories(protocol, declared),
    ...repeatedIds(product),
    ...expiry(product),
    ...dose(product),
    ...outOfSpecification(protocol, declared),
    ...storedCells(protocol),
  ];
}

type Product = NonNullable<PartialProtocol['product']>;

function laboratories({ product, sites }: PartialProtocol, declared: Declared): readonly Finding[] {
  const list = product?.laboratories ?? [];
  const served = new Set(list.flatMap((laboratory) => laboratory.sites));
  const alone = (list.length === 0 ? [] : (sites ?? [])).filter((site) => !served.has(site.id));
  return [
    ...list.flatMap((laboratory, index) => {
      const path = ['product', 'laboratories', index];
      const zone = laboratory.timeZone;
      const other = laboratory.sites.flatMap((site, place) =>
        list.slice(0, index).some((one) => one.sites.includes(site))
          ? [
              fault(
                'site-of-two-laboratories',
                say`the site "${site}" has two laboratories`,
                say`one laboratory for each site`,
                [...path, 'sites', place],
              ),
            ]
          : [],
      );
      return [
        ...unknownNames('site', laboratory.sites, declared, [...path, 'sites']),
        ...other,
        ...(zone === undefined || isTimeZone(zone)
          ? []
          : [
              fault(
                'unknown-time-zone',
                say`no time zone is named "${zone}"`,
                say`an IANA time zone, such as "Europe/Rome"`,
                [...path, 'timeZone'],
              ),
            ]),
      ];
    }),
    ...alone.map((site) =>
      fault(
        'site-without-laboratory',
        say`no laboratory serves the site "${site.id}"`,
        say`each site in one laboratory`,
        ['product', 'laboratories'],
      ),
    ),
  ];
}

/** Ids that stand twice in one list of the product. */
function repeatedIds(product: Product): readonly Finding[] {
  const lists = {
    laboratories: product.laboratories,
    batchSteps: product.batchSteps,
    lateTests: product.lateTests,
    findings: product.findings,
  };
  const found = Object.entries(lists).map(([key, list]) => ({ list: list ?? [], path: ['product', key] }));
  const tests = { list: product.dayOfUse?.tests ?? [], path: ['product', 'dayOfUse', 'tests'] };
  return [...found, tests].flatMap(({ list, path }) =>
    list.flatMap(({ id }, index) =>
      list.slice(0, index).some((one) => one.id === id)
        ? [fault('duplicate-id', say`"${id}" is there twice`, say`each id once`, [...path, index, 'id'])]
        : [],
    ),
  );
}

function expiry({ collection, expiryHours, volumeLimitsMl }: Product): readonly Finding[] {
  const late =
    collection === undefined || collection.preparedWithinHours < expiryHours
      ? []
      : [
          fault(
            'expired-at-collection',
            say`a bag that is prepared ${collection.preparedWithinHours} hours before its collection has expired by then (${expiryHours} hours)`,
            say`fewer hours than expiryHours`,
            ['product', 'collection', 'preparedWithinHours'],
          ),
        ];
  const limits =
    volumeLimitsMl === undefined || volumeLimitsMl.min <= volumeLimitsMl.max
      ? []
      : [
          fault(
            'min-above-max',
            say`the least volume ${volumeLimitsMl.min} is above the most ${volumeLimitsMl.max}`,
            say`min at most max`,
            ['product', 'volumeLimitsMl', 'min'],
          ),
        ];
  return [...late, ...limits];
}

function dose({ dose: { viableCells }, laboratory }: Product): readonly Finding[] {
  const item = laboratory.find(({ id }) => id === viableCells);
  if (viableCells === undefined || item?.type === 'decimal' || item?.type === 'integer') return [];
  const message =
    item === undefined ? say`no laboratory value is "${viableCells}"` : say`"${viableCells}" is no number`;
  return [fault('dose-cells', message, say`a number among the laboratory values`, ['product', 'dose', 'viableCells'])];
}

function outOfSpecification({ product, blinding }: PartialProtocol, declared: Declared): readonly Finding[] {
  const standard = standardRoles.map((role) => role.id);
  return (product?.outOfSpecification?.unblinds ?? []).flatMap((role, index) => {
    const path = ['product', 'outOfSpecification', 'unblinds', index];
    const isSame = (one: { readonly id: string }) => one.id === role;
    const definition = blinding?.roles?.find(isSame) ?? standardRoles.find(isSame);
    if (definition === undefined) return unknownName('role', role, declared, path, standard);
    if (!definition.blinded) return [];
    const message = say`the role "${role}" is kept blind: what is out of specification would tell it that there are cells`;
    return [fault('blinded-role-right', message, say`roles with blinded: false`, path)];
  });
}

function storedCells({ product, consents }: PartialProtocol): readonly Finding[] {
  const rule = product?.storedCellsAtWithdrawal;
  if (rule === undefined || consents === undefined) return [];
  const consent = consents.find(({ id }) => id === rule.consent);
  const path = ['product', 'storedCellsAtWithdrawal'];
  if (consent === undefined) {
    return [
      fault('unknown-consent', say`no consent has the id "${rule.consent}"`, say`a consent of the protocol`, [
        ...path,
        'consent',
      ]),
    ];
  }
  if (consent.items?.some(({ id }) => id === rule.item)) return [];
  return [
    fault(
      'unknown-consent-item',
      say`the consent "${rule.consent}" has no item "${rule.item}"`,
      say`one of its items`,
      [...path, 'item'],
    ),
  ];
}
