// Every place of a protocol that holds an expression: what it may read, what it must give, and who sees its result.
import type { ExpressionType } from './expression/compile.js';
import type { Path, Told } from './finding.js';
import type { PartialProtocol } from './prune.js';
import {
  eligibilityScope,
  everyItemScope,
  formScope,
  gateScope,
  LABORATORY,
  readsScope,
  releaseScope,
  type Scope,
  typeOfItem,
} from './rule-scope.js';
import type { CriterionOverride, EditCheck, Endpoint, Form, Item } from './schema.js';
import { say } from './sentence.js';

/** An expression with its place. */
export interface RuleSite {
  readonly path: Path;
  readonly source: string;
  readonly scope: Scope;
  readonly expected: ExpressionType;
  /** What depends on the result, in words: "the criterion age". */
  readonly what: Told;
  /** The item that the expression calculates, as "form.item". */
  readonly gives?: string;
  /** Roles that alone fill or see what the result decides; absent: blinded people see it. */
  readonly roles?: readonly string[];
  /** True for the laboratory's own rules: only unblinded people see them. */
  readonly isSealed?: boolean;
}

/** All expressions of a protocol, in the order of its parts. */
export function listRuleSites(protocol: PartialProtocol): readonly RuleSite[] {
  return [
    ...criteria(protocol),
    ...gates(protocol),
    ...releaseTests(protocol),
    ...visits(protocol),
    ...(protocol.forms ?? []).flatMap((form, index) => formRules(protocol, form, index)),
    ...(protocol.editChecks ?? []).flatMap((check, index) => editCheck(protocol, check, index)),
    ...(protocol.endpoints ?? []).flatMap((endpoint, index) => endpointRules(protocol, endpoint, index)),
    ...readings(protocol),
    ...intercurrentEvents(protocol),
    ...subsets(protocol),
  ];
}

function criteria(protocol: PartialProtocol): readonly RuleSite[] {
  const places = [protocol.eligibility, ...(protocol.nationalTrials ?? []), ...(protocol.sites ?? [])];
  const hasRule = places.some(
    (place) =>
      place !== undefined && ('criteria' in place ? place.criteria.length > 0 : place.eligibility !== undefined),
  );
  if (!hasRule) return [];
  const scope = eligibilityScope(protocol);
  const of = (id: string, source: string, path: Path): RuleSite => ({
    path,
    source,
    scope,
    expected: 'boolean',
    what: say`the criterion ${id}`,
  });
  const overrides = (list: readonly CriterionOverride[] | undefined, path: Path) =>
    (list ?? []).flatMap(({ id, rule }, index) =>
      rule === undefined ? [] : [of(id, rule, [...path, 'eligibility', index, 'rule'])],
    );
  return [
    ...(protocol.eligibility?.criteria ?? []).map(({ id, rule }, index) =>
      of(id, rule, ['eligibility', 'criteria', index, 'rule']),
    ),
    ...(protocol.nationalTrials ?? []).flatMap(({ eligibility }, index) =>
      overrides(eligibility, ['nationalTrials', index]),
    ),
    ...(protocol.sites ?? []).flatMap(({ eligibility }, index) => overrides(eligibility, ['sites', index])),
  ];
}

function gates(protocol: PartialProtocol): readonly RuleSite[] {
  return (protocol.administrations ?? []).flatMap(({ id, gate }, index): RuleSite[] => {
    if (gate === undefined || protocol.visits?.some((visit) => visit.id === gate.visit) !== true) return [];
    const path = ['administrations', index, 'gate', 'rule'];
    const scope = gateScope(protocol, gate.visit);
    return [{ path, source: gate.rule, scope, expected: 'boolean', what: say`the gate of ${id}` }];
  });
}

function releaseTests(protocol: PartialProtocol): readonly RuleSite[] {
  const scope = releaseScope(protocol);
  const tests = (protocol.product?.releaseTests ?? []).map(
    ({ id, rule }, index): RuleSite => ({
      path: ['product', 'releaseTests', index, 'rule'],
      source: rule,
      scope,
      expected: 'boolean',
      what: say`the release test ${id}`,
      isSealed: true,
    }),
  );
  const dayOfUse = (protocol.product?.dayOfUse?.tests ?? []).map(
    ({ id, rule }, index): RuleSite => ({
      path: ['product', 'dayOfUse', 'tests', index, 'rule'],
      source: rule,
      scope,
      expected: 'boolean',
      what: say`the test of the day of use ${id}`,
      isSealed: true,
    }),
  );
  const laboratory = (protocol.product?.laboratory ?? []).flatMap((item, index) =>
    itemRules(item, scope, { path: ['product', 'laboratory', index], form: LABORATORY }).map((site) => ({
      ...site,
      isSealed: true,
    })),
  );
  return [...tests, ...dayOfUse, ...laboratory];
}

function visits(protocol: PartialProtocol): readonly RuleSite[] {
  const conditional = [...(protocol.visits ?? []), ...(protocol.activities ?? [])].some(
    ({ when }) => when !== undefined,
  );
  if (!conditional) return [];
  const every = everyItemScope(protocol);
  const planned = (protocol.visits ?? []).flatMap(({ id, when, reads }, index): RuleSite[] => {
    if (when === undefined) return [];
    const scope = { ...every, ...readsScope(protocol, reads) };
    return [{ path: ['visits', index, 'when'], source: when, scope, expected: 'boolean', what: say`the visit ${id}` }];
  });
  const activities = (protocol.activities ?? []).flatMap(({ id, when }, index): RuleSite[] => {
    if (when === undefined) return [];
    const path = ['activities', index, 'when'];
    return [{ path, source: when, scope: every, expected: 'boolean', what: say`the activity ${id}` }];
  });
  return [...planned, ...activities];
}

function formRules(protocol: PartialProtocol, form: Form, formIndex: number): readonly RuleSite[] {
  const hasRule = ({ value, visibleWhen, requiredWhen }: Item) => (value ?? visibleWhen ?? requiredWhen) !== undefined;
  // Most forms of a large protocol have no rule, and their scopes are large.
  if (!form.items.some(hasRule)) return [];
  const own = formScope(form);
  return form.items.flatMap((item, index) => {
    if (!hasRule(item)) return [];
    const scope = item.reads === undefined ? own : { ...own, ...readsScope(protocol, item.reads) };
    const path = ['forms', formIndex, 'items', index];
    const roles = item.seenBy ?? form.seenBy ?? item.editedBy ?? form.filledBy;
    return itemRules(item, scope, { path, form: form.id }).map((site) =>
      roles === undefined ? site : { ...site, roles },
    );
  });
}

function itemRules(
  item: Item,
  scope: Scope,
  { path, form }: { readonly path: Path; readonly form: string },
): readonly RuleSite[] {
  const type = typeOfItem(item);
  const given: ExpressionType = type === 'instant' ? 'date' : type;
  const of = (key: 'requiredWhen' | 'visibleWhen', what: Told): RuleSite[] => {
    const source = item[key];
    return source === undefined ? [] : [{ path: [...path, key], source, scope, expected: 'boolean', what }];
  };
  const gives = `${form}.${item.id}`;
  const calculated: RuleSite[] =
    item.value === undefined
      ? []
      : [
          {
            path: [...path, 'value'],
            source: item.value,
            scope,
            expected: given,
            what: say`the calculated item ${item.id}`,
            gives,
          },
        ];
  return [
    ...calculated,
    ...of('visibleWhen', say`whether ${item.id} is asked for`),
    ...of('requiredWhen', say`whether ${item.id} is required`),
  ];
}

function editCheck(protocol: PartialProtocol, check: EditCheck, index: number): readonly RuleSite[] {
  const form = protocol.forms?.find(({ id }) => id === check.form);
  if (form === undefined) return [];
  const scope = { ...formScope(form), ...readsScope(protocol, check.reads) };
  const site: RuleSite = {
    path: ['editChecks', index, 'rule'],
    source: check.rule,
    scope,
    expected: 'boolean',
    what: say`the edit check ${check.id}`,
  };
  return [form.filledBy === undefined ? site : { ...site, roles: form.filledBy }];
}

function endpointRules(protocol: PartialProtocol, endpoint: Endpoint, index: number): readonly RuleSite[] {
  const form = protocol.forms?.find(({ id }) => id === endpoint.item.form);
  const competingForm = protocol.forms?.find(({ id }) => id === endpoint.event?.competing?.form);
  const path = ['endpoints', index];
  const what = say`the endpoint ${endpoint.id}`;
  const of = (source: string | undefined, at: Path, scope: Scope, expected: ExpressionType = 'boolean'): RuleSite[] =>
    source === undefined ? [] : [{ path: [...path, ...at], source, scope, expected, what }];
  const own = form === undefined ? undefined : formScope(form);
  return [
    ...(own === undefined ? [] : of(endpoint.readable, ['readable'], own)),
    ...(own === undefined
      ? []
      : of(endpoint.value, ['value'], { ...own, ...readsScope(protocol, endpoint.reads) }, 'number')),
    ...(own === undefined ? [] : of(endpoint.event?.rule, ['event', 'rule'], own)),
    ...(competingForm === undefined
      ? []
      : of(endpoint.event?.competing?.rule, ['event', 'competing', 'rule'], formScope(competingForm))),
  ];
}

function readings(protocol: PartialProtocol): readonly RuleSite[] {
  return (protocol.readings ?? []).flatMap(({ id, form, adjudication }, index): RuleSite[] => {
    if (adjudication === undefined) return [];
    const origins = [`${form}.${adjudication.item}`];
    return [
      {
        path: ['readings', index, 'adjudication', 'when'],
        source: adjudication.when,
        scope: { first: { type: 'number', origins }, second: { type: 'number', origins } },
        expected: 'boolean',
        what: say`the adjudication of ${id}`,
      },
    ];
  });
}

function intercurrentEvents(protocol: PartialProtocol): readonly RuleSite[] {
  return (protocol.intercurrentEvents ?? []).flatMap(({ id, occurs }, index): RuleSite[] => {
    const form = occurs.by === 'form' ? protocol.forms?.find((one) => one.id === occurs.form) : undefined;
    if (occurs.by !== 'form' || occurs.rule === undefined || form === undefined) return [];
    const path = ['intercurrentEvents', index, 'occurs', 'rule'];
    const what = say`the intercurrent event ${id}`;
    return [{ path, source: occurs.rule, scope: formScope(form), expected: 'boolean', what }];
  });
}

/** A subset is over covariates: what is known of participants whatever they are given. */
function subsets(protocol: PartialProtocol): readonly RuleSite[] {
  const covariates = (protocol.endpoints ?? []).filter(({ role }) => role === 'covariate');
  const scope: Scope = Object.fromEntries(
    covariates.map(({ id, item }) => [id, { type: 'number', origins: [`${item.form}.${item.item}`] }] as const),
  );
  return (protocol.analyses ?? []).flatMap(({ id, subset }, index): RuleSite[] =>
    subset === undefined
      ? []
      : [
          {
            path: ['analyses', index, 'subset'],
            source: subset,
            scope,
            expected: 'boolean',
            what: say`the analysis ${id}`,
          },
        ],
  );
}
