// Reads a scenario and checks it against the protocol that it is to play: all problems at once.
import {
  type Finding,
  listWords,
  type Parsed,
  type ParseIssue,
  type Path,
  type Protocol,
  parseYaml,
  toldOf,
} from '@equipoise/trial';
import { type Distribution, yieldsNumbers } from './distribution.js';
import {
  findLeftOut,
  findUnknown,
  findUnknownIn,
  findUnknownKeys,
  type KnownNames,
  knownNames,
} from './scenario-name.js';
import { Scenario } from './scenario-schema.js';
import { findTargetFaults } from './scenario-target-check.js';

/**
 * Parses the YAML source of a scenario and checks every name in it against the protocol.
 *
 * @param input.participants how many shall be randomised, where the user says so
 */
export function parseScenario(input: {
  readonly source: string;
  readonly file: string;
  readonly protocol: Protocol;
  readonly participants?: number;
}): Parsed<Scenario> {
  const { source, file, protocol, participants } = input;
  return parseYaml({
    source,
    file,
    schema: Scenario,
    check: (raw) => {
      const parsed = Scenario.safeParse(raw);
      return parsed.success ? findFaults(parsed.data, protocol, participants) : [];
    },
  });
}

/** Checks a scenario that is already read; empty where it can be played under the protocol. */
export function validateScenario(input: {
  readonly protocol: Protocol;
  readonly scenario: Scenario;
  readonly participants?: number;
}): readonly ParseIssue[] {
  const { protocol, scenario, participants } = input;
  return findFaults(scenario, protocol, participants).map(({ code, severity = 'error', message, allowed, path }) => ({
    ...{ code, severity, path },
    ...toldOf(allowed === undefined ? { message } : { message, allowed }),
  }));
}

function findFaults(scenario: Scenario, protocol: Protocol, participants: number | undefined): readonly Finding[] {
  const names = knownNames(protocol);
  return [
    ...findAccrualFaults(scenario, names),
    ...Object.keys(scenario.items).flatMap((path) => findItemFaults(path, scenario, { protocol, names })),
    ...(scenario.counts ?? []).flatMap((_, i) => findCountFaults(i, scenario, names)),
    ...findAssessmentFaults(scenario, { protocol, names }),
    ...findProductFaults(scenario, { protocol, names }),
    ...findAdverseEventFaults(scenario, { protocol, names }),
    ...findRepeatingFormFaults(scenario, names),
    ...findUnknownKeys(scenario.visits?.days, names.visit, ['visits', 'days']),
    ...Object.entries(scenario.formRoles ?? {}).flatMap(([form, role]) => [
      ...findUnknown(form, names.form, ['formRoles', form]),
      ...findUnknown(role, names.role, ['formRoles', form]),
    ]),
    ...findUnknownIn(scenario.guesses?.visits, names.visit, ['guesses', 'visits']),
    ...(scenario.exclusions ?? []).flatMap((one, i) =>
      findUnknown(one.set, names.analysisSet, ['exclusions', i, 'set']),
    ),
    ...findTargetFaults(scenario, { protocol, names, participants }),
  ];
}

interface Against {
  readonly protocol: Protocol;
  readonly names: KnownNames;
}

function findAccrualFaults({ accrual }: Scenario, names: KnownNames): readonly Finding[] {
  const message = `the end ${accrual.end} is before the start ${accrual.start}`;
  return [
    ...(accrual.start > accrual.end ? [{ code: 'scenario-range', path: ['accrual', 'end'], message }] : []),
    ...(accrual.sites ?? []).flatMap(({ site }, i) => findUnknown(site, names.site, ['accrual', 'sites', i, 'site'])),
  ];
}

const drawableAs: Readonly<Record<string, readonly Distribution['kind'][]>> = {
  boolean: ['boolean', 'constant'],
  code: ['categorical', 'constant'],
  text: ['categorical', 'constant'],
  date: ['date', 'constant'],
  partialDate: ['date', 'constant'],
  time: ['constant'],
  instant: ['constant'],
  integer: ['uniform', 'normal', 'logNormal', 'poisson', 'negativeBinomial', 'constant'],
  decimal: ['uniform', 'normal', 'logNormal', 'poisson', 'negativeBinomial', 'constant'],
};

function findItemFaults(itemPath: string, scenario: Scenario, { protocol, names }: Against): readonly Finding[] {
  const plan = scenario.items[itemPath];
  const [formId, itemId] = itemPath.split('.');
  const item = protocol.forms.find((form) => form.id === formId)?.items.find((one) => one.id === itemId);
  if (plan === undefined || item === undefined) return findUnknown(itemPath, names.item, ['items', itemPath]);
  const draws = [
    { draw: plan.draw, path: ['items', itemPath, 'draw'] },
    ...Object.entries(plan.atVisit ?? {}).map(([visit, draw]) => ({
      draw,
      path: ['items', itemPath, 'atVisit', visit],
    })),
  ];
  return [
    ...findUnknownKeys(plan.atVisit, names.visit, ['items', itemPath, 'atVisit']),
    ...findUnknownKeys(plan.effect, names.treatment, ['items', itemPath, 'effect']),
    ...findUnknownKeys(plan.effectPerYear, names.treatment, ['items', itemPath, 'effectPerYear']),
    ...findUnknownKeys(plan.periodEffect, names.period, ['items', itemPath, 'periodEffect']),
    ...(['timesItem', 'plusItem', 'atMostItem'] as const).flatMap((key) =>
      findNotBefore(plan[key], ['items', itemPath, key], { protocol, itemPath }),
    ),
    ...draws.flatMap(({ draw, path }) => [
      ...findKindFaults(draw, path, { itemPath, type: item.type }),
      ...findCodeFaults(draw, path, item.codes),
    ]),
  ];
}

/** A number that another rests on must stand before it in the same form. */
function findNotBefore(
  other: string | undefined,
  path: Path,
  { protocol, itemPath }: { readonly protocol: Protocol; readonly itemPath: string },
): readonly Finding[] {
  const [formId, itemId] = itemPath.split('.');
  const items = protocol.forms.find((form) => form.id === formId)?.items ?? [];
  const before = items.slice(
    0,
    items.findIndex((item) => item.id === itemId),
  );
  const numbers = before.filter((item) => item.type === 'integer' || item.type === 'decimal');
  return findUnknown(
    other,
    { what: `number before "${itemPath}" called`, known: numbers.map((item) => `${formId}.${item.id}`) },
    path,
  );
}

function findKindFaults(
  draw: Distribution,
  path: Path,
  { itemPath, type }: { readonly itemPath: string; readonly type: string },
): readonly Finding[] {
  const allowed = drawableAs[type] ?? [];
  if (allowed.includes(draw.kind)) return [];
  const message = `"${itemPath}" is of type ${type}; it can't be drawn as ${draw.kind}`;
  return [{ code: 'scenario-type', path, message, allowed: listWords(allowed) }];
}

function findCodeFaults(
  draw: Distribution,
  path: Path,
  codes: readonly { readonly code: string }[] | undefined,
): readonly Finding[] {
  if (codes === undefined || draw.kind !== 'categorical') return [];
  return findUnknownKeys(draw.weights, { what: 'code', known: codes.map((one) => one.code) }, [...path, 'weights']);
}

function findCountFaults(index: number, { counts = [] }: Scenario, names: KnownNames): readonly Finding[] {
  const plan = counts[index];
  const path = ['counts', index];
  if (plan === undefined) return [];
  const earlier = counts.slice(0, index).map((other) => other.item);
  const twice = { code: 'scenario-twice', path, message: `the counts of "${plan.item}" are planned twice` };
  return [
    ...findUnknown(plan.item, names.item, [...path, 'item']),
    ...findUnknown(plan.baselineItem, names.item, [...path, 'baselineItem']),
    ...findUnknownKeys(plan.mean, names.treatment, [...path, 'mean']),
    ...findLeftOut(plan.mean, names.treatment, [...path, 'mean']),
    ...findUnknownKeys(plan.periodFactor, names.period, [...path, 'periodFactor']),
    ...findUnknownIn(plan.adds, { what: 'earlier count of', known: earlier }, [...path, 'adds']),
    ...(earlier.includes(plan.item) ? [twice] : []),
  ];
}

function findAssessmentFaults({ assessments = [] }: Scenario, { protocol, names }: Against): readonly Finding[] {
  return assessments.flatMap((one, i) => {
    const path = ['assessments', i];
    const items = protocol.forms.find((form) => form.id === one.form)?.items ?? [];
    const own = { what: `item of the form "${one.form}" called`, known: items.map((item) => item.id) };
    return [
      ...findUnknown(one.form, names.form, [...path, 'form']),
      ...findUnknownIn(one.visits, names.visit, [...path, 'visits']),
      ...findUnknownKeys(one.whenMissed, own, [...path, 'whenMissed']),
      ...findUnknownKeys(one.whenFailed, own, [...path, 'whenFailed']),
    ];
  });
}

function findProductFaults({ product }: Scenario, { protocol, names }: Against): readonly Finding[] {
  if (product === undefined) {
    const message = 'the protocol has a product; the scenario must say how it is made, under "product"';
    return protocol.product === undefined ? [] : [{ code: 'scenario-missing', path: [], message }];
  }
  if (protocol.product === undefined) {
    return [{ code: 'scenario-name', path: ['product'], message: 'the protocol has no product' }];
  }
  const isHarvested = protocol.product.origin === 'autologous';
  const preparation = [
    ...findUnknownKeys(product.preparation, names.laboratoryValue, ['product', 'preparation']),
    ...(isHarvested ? [] : findLeftOut(product.preparation, names.laboratoryValue, ['product', 'preparation'])),
  ];
  if (!('daysToHarvest' in product)) {
    if (!isHarvested) return preparation;
    const message = 'the product is autologous; the scenario must say how it is harvested and released';
    return [...preparation, { code: 'scenario-missing', path: ['product'], message }];
  }
  if (!isHarvested) {
    const message = 'the product comes off the shelf; a scenario gives its preparation alone';
    return [...preparation, { code: 'scenario-name', path: ['product', 'daysToHarvest'], message }];
  }
  return [
    ...findUnknownKeys(product.laboratory, names.laboratoryValue, ['product', 'laboratory']),
    ...findLeftOut(product.laboratory, names.laboratoryValue, ['product', 'laboratory']),
    ...preparation,
    ...findNoNumbers(product.harvestVolumeMl, ['product', 'harvestVolumeMl']),
  ];
}

function findAdverseEventFaults({ adverseEvents }: Scenario, { protocol, names }: Against): readonly Finding[] {
  const path = ['adverseEvents'];
  if (adverseEvents === undefined) return [];
  if (protocol.adverseEvents === undefined) {
    return [{ code: 'scenario-name', path, message: 'the protocol collects no adverse events' }];
  }
  const { classes, severity, serious, causality, durationDays } = adverseEvents;
  return [
    ...classes.flatMap((one, i) => [
      ...findUnknown(one.systemOrganClass, names.systemOrganClass, [...path, 'classes', i, 'systemOrganClass']),
      ...findUnknownKeys(one.perYear, names.treatment, [...path, 'classes', i, 'perYear']),
    ]),
    ...findUnknownKeys(severity, names.severity, [...path, 'severity']),
    ...findUnknownKeys(serious.severity, names.severity, [...path, 'serious', 'severity']),
    ...findUnknownKeys(serious.probability, names.treatment, [...path, 'serious', 'probability']),
    ...findUnknownKeys(causality, names.causality, [...path, 'causality']),
    ...findNoNumbers(durationDays, [...path, 'durationDays']),
  ];
}

function findRepeatingFormFaults({ repeatingForms = [] }: Scenario, names: KnownNames): readonly Finding[] {
  return repeatingForms.flatMap((one, i) => [
    ...findUnknown(one.form, names.form, ['repeatingForms', i, 'form']),
    ...findUnknownKeys(one.perYear, names.treatment, ['repeatingForms', i, 'perYear']),
    ...findUnknown(one.countedBy, names.item, ['repeatingForms', i, 'countedBy']),
    ...(one.followedBy ?? []).flatMap((next, k) =>
      findUnknown(next.form, names.form, ['repeatingForms', i, 'followedBy', k, 'form']),
    ),
  ]);
}

function findNoNumbers(distribution: Distribution, path: Path): readonly Finding[] {
  if (yieldsNumbers(distribution)) return [];
  return [
    {
      code: 'scenario-type',
      path,
      message: `${distribution.kind} yields no numbers`,
      allowed: 'a distribution of numbers',
    },
  ];
}
