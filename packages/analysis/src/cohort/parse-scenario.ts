// Reads a scenario and checks it against the protocol that it is to play: all problems at once.
import {
  type Finding,
  listWords,
  type Parsed,
  type ParseIssue,
  type Path,
  type Protocol,
  parseYaml,
  rolesOf,
} from '@equipoise/trial';
import { yieldsNumbers } from './distribution.js';
import { Scenario } from './scenario-schema.js';

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
      return parsed.success ? findScenarioFaults(parsed.data, protocol, participants) : [];
    },
  });
}

/** Checks a scenario that is already read; empty where it can be played under the protocol. */
export function validateScenario(input: {
  readonly protocol: Protocol;
  readonly scenario: Scenario;
  readonly participants?: number;
}): readonly ParseIssue[] {
  return findScenarioFaults(input.scenario, input.protocol, input.participants).map(
    ({ code, severity = 'error', message, allowed, path }) => ({
      code,
      severity,
      message,
      ...(allowed === undefined ? {} : { allowed }),
      path,
    }),
  );
}

interface Names {
  readonly what: string;
  readonly known: readonly string[];
}

function findScenarioFaults(
  scenario: Scenario,
  protocol: Protocol,
  participants: number | undefined,
): readonly Finding[] {
  const findings: Finding[] = [];
  const sites: Names = { what: 'site', known: protocol.sites.map((one) => one.id) };
  const visits: Names = { what: 'visit', known: protocol.visits.map((one) => one.id) };
  const forms: Names = { what: 'form', known: protocol.forms.map((one) => one.id) };
  const treatments: Names = { what: 'treatment', known: protocol.treatments.map((one) => one.id) };
  const periods: Names = { what: 'period', known: protocol.periods.map((one) => one.id) };
  const sequences: Names = { what: 'sequence', known: protocol.sequences.map((one) => one.id) };
  const sets: Names = { what: 'analysis set', known: protocol.analysisSets.map((one) => one.id) };
  const roles: Names = { what: 'role', known: rolesOf(protocol).map((one) => one.id) };
  const items: Names = {
    what: 'item',
    known: protocol.forms.flatMap((form) => form.items.map((item) => `${form.id}.${item.id}`)),
  };
  const classes: Names = {
    what: 'system organ class',
    known: (protocol.adverseEvents?.dictionary.systemOrganClasses ?? []).map((one) => one.code),
  };
  const severities: Names = {
    what: 'severity',
    known: (protocol.adverseEvents?.severity ?? []).map((one) => one.code),
  };
  const laboratory: Names = {
    what: 'laboratory value',
    known: (protocol.product?.laboratory ?? []).map((one) => one.id),
  };
  const add = (code: string, path: Path, message: string, allowed?: string): void => {
    findings.push({ code, path, message, ...(allowed === undefined ? {} : { allowed }) });
  };
  const check = (name: string | undefined, { what, known }: Names, path: Path): void => {
    if (name === undefined || known.includes(name)) return;
    add('scenario-name', path, `the protocol has no ${what} "${name}"`, listWords(known));
  };
  const checkKeys = (record: object | undefined, names: Names, path: Path): void => {
    for (const key of Object.keys(record ?? {})) check(key, names, [...path, key]);
  };
  const checkAll = (record: object, { what, known }: Names, path: Path): void => {
    for (const name of known) {
      if (!(name in record)) add('scenario-missing', path, `the ${what} "${name}" is missing here`, listWords(known));
    }
  };

  const { accrual, screening, target } = scenario;
  if (accrual.start > accrual.end) {
    add('scenario-range', ['accrual', 'end'], `the end ${accrual.end} is before the start ${accrual.start}`);
  }
  if (screening.daysToRandomisation.min > screening.daysToRandomisation.max) {
    add('scenario-range', ['screening', 'daysToRandomisation'], 'min is greater than max');
  }
  accrual.sites?.forEach((one, i) => {
    check(one.site, sites, ['accrual', 'sites', i, 'site']);
  });
  for (const [path, plan] of Object.entries(scenario.items)) {
    check(path, items, ['items', path]);
    checkKeys(plan.atVisit, visits, ['items', path, 'atVisit']);
    check(plan.timesItem, items, ['items', path, 'timesItem']);
    checkItemType(path, plan.draw.kind, protocol, (message, allowed) =>
      add('scenario-type', ['items', path, 'draw'], message, allowed),
    );
  }
  scenario.counts?.forEach((plan, i) => {
    const at = ['counts', i] as const;
    check(plan.item, items, [...at, 'item']);
    check(plan.baselineItem, items, [...at, 'baselineItem']);
    checkKeys(plan.mean, treatments, [...at, 'mean']);
    checkAll(plan.mean, treatments, [...at, 'mean']);
    checkKeys(plan.periodFactor, periods, [...at, 'periodFactor']);
    plan.adds?.forEach((path, k) => {
      const isEarlier = scenario.counts?.slice(0, i).some((other) => other.item === path);
      if (!isEarlier) add('scenario-name', [...at, 'adds', k], `"${path}" is not a count before this one`);
    });
    if (scenario.counts?.findIndex((other) => other.item === plan.item) !== i) {
      add('scenario-twice', [...at, 'item'], `the counts of "${plan.item}" are planned twice`);
    }
  });
  scenario.assessments?.forEach((one, i) => {
    check(one.form, forms, ['assessments', i, 'form']);
    one.visits?.forEach((visit, k) => {
      check(visit, visits, ['assessments', i, 'visits', k]);
    });
    const own: Names = {
      what: `item of the form "${one.form}" called`,
      known: protocol.forms.find((form) => form.id === one.form)?.items.map((item) => item.id) ?? [],
    };
    checkKeys(one.whenMissed, own, ['assessments', i, 'whenMissed']);
    checkKeys(one.whenFailed, own, ['assessments', i, 'whenFailed']);
  });
  checkKeys(scenario.visits?.days, visits, ['visits', 'days']);
  if (protocol.product !== undefined && scenario.product === undefined) {
    add('scenario-missing', [], 'the protocol has a product; the scenario must say how it is made', 'product: …');
  }
  if (protocol.product === undefined && scenario.product !== undefined) {
    add('scenario-name', ['product'], 'the protocol has no product');
  }
  checkKeys(scenario.product?.laboratory, laboratory, ['product', 'laboratory']);
  checkKeys(scenario.product?.preparation, laboratory, ['product', 'preparation']);
  if (scenario.product !== undefined && !yieldsNumbers(scenario.product.harvestVolumeMl)) {
    add('scenario-type', ['product', 'harvestVolumeMl'], 'a volume is a number', 'a distribution of numbers');
  }
  const events = scenario.adverseEvents;
  if (events !== undefined && protocol.adverseEvents === undefined) {
    add('scenario-name', ['adverseEvents'], 'the protocol collects no adverse events');
  } else if (events !== undefined) {
    events.classes.forEach((one, i) => {
      check(one.systemOrganClass, classes, ['adverseEvents', 'classes', i, 'systemOrganClass']);
      checkKeys(one.perYear, treatments, ['adverseEvents', 'classes', i, 'perYear']);
    });
    checkKeys(events.severity, severities, ['adverseEvents', 'severity']);
    checkKeys(events.serious.severity, severities, ['adverseEvents', 'serious', 'severity']);
    checkKeys(events.serious.probability, treatments, ['adverseEvents', 'serious', 'probability']);
    const targets: Names = { what: 'causality to', known: protocol.adverseEvents?.causalityTo ?? [] };
    checkKeys(events.causality, targets, ['adverseEvents', 'causality']);
    if (!yieldsNumbers(events.durationDays)) {
      add('scenario-type', ['adverseEvents', 'durationDays'], 'a duration is a number', 'a distribution of numbers');
    }
  }
  scenario.repeatingForms?.forEach((one, i) => {
    check(one.form, forms, ['repeatingForms', i, 'form']);
    checkKeys(one.perYear, treatments, ['repeatingForms', i, 'perYear']);
    check(one.countedBy, items, ['repeatingForms', i, 'countedBy']);
    one.followedBy?.forEach((next, k) => {
      check(next.form, forms, ['repeatingForms', i, 'followedBy', k, 'form']);
    });
  });
  for (const [form, role] of Object.entries(scenario.formRoles ?? {})) {
    check(form, forms, ['formRoles', form]);
    check(role, roles, ['formRoles', form]);
  }
  scenario.guesses?.visits.forEach((visit, i) => {
    check(visit, visits, ['guesses', 'visits', i]);
  });
  scenario.exclusions?.forEach((one, i) => {
    check(one.set, sets, ['exclusions', i, 'set']);
  });

  checkKeys(target?.randomised, sequences, ['target', 'randomised']);
  if (target?.randomised !== undefined) {
    const total = Object.values(target.randomised).reduce((sum, count) => sum + count, 0);
    const wanted = participants ?? protocol.plannedParticipants;
    if (wanted !== undefined && wanted !== total) {
      const message = `the target randomises ${total} participants, and ${wanted} are asked for`;
      add('scenario-participants', ['target', 'randomised'], message, `${total} participants`);
    }
    if ((scenario.randomisation ?? protocol.randomisation).method !== 'uploadedList') {
      add(
        'scenario-method',
        ['target', 'randomised'],
        'numbers by sequence can be met by an uploaded list only',
        'randomisation: { method: uploadedList, … }',
      );
    }
  }
  if (target?.adverseEvents !== undefined && events === undefined) {
    add(
      'scenario-missing',
      ['target', 'adverseEvents'],
      'the scenario does not plan adverse events',
      'adverseEvents: …',
    );
  }
  target?.adverseEvents?.forEach((one, i) => {
    const at = ['target', 'adverseEvents', i] as const;
    check(one.sequence, sequences, [...at, 'sequence']);
    checkKeys(one.ofWhich, classes, [...at, 'ofWhich']);
    if (one.events < one.participants)
      add('scenario-range', at, `${one.events} events in ${one.participants} participants are too few`);
  });
  target?.seriousEvents?.forEach((one, i) => {
    check(one.treatment, treatments, ['target', 'seriousEvents', i, 'treatment']);
  });
  target?.analyses?.forEach((one, i) => {
    const at = ['target', 'analyses', i] as const;
    check(one.id, { what: 'analysis', known: protocol.analyses.map((analysis) => analysis.id) }, [...at, 'id']);
    const analysis = protocol.analyses.find((candidate) => candidate.id === one.id);
    if (analysis !== undefined && analysis.method !== 'nb-glm') {
      add('scenario-method', [...at, 'id'], `the analysis "${one.id}" is not a negative-binomial regression`, 'nb-glm');
    }
    const endpoint = protocol.endpoints.find((candidate) => candidate.id === analysis?.endpoint);
    const item = endpoint === undefined ? undefined : `${endpoint.item.form}.${endpoint.item.item}`;
    if (item !== undefined && !scenario.counts?.some((plan) => plan.item === item)) {
      add(
        'scenario-missing',
        [...at, 'id'],
        `the scenario does not plan the counts of "${item}", which this analysis reads`,
      );
    }
    if (one.ci !== undefined && !(one.ci[0] < one.estimate && one.estimate < one.ci[1])) {
      add('scenario-range', [...at, 'ci'], `the estimate ${one.estimate} is not within the interval`);
    }
  });
  return findings;
}

function checkItemType(
  path: string,
  kind: string,
  protocol: Protocol,
  report: (message: string, allowed: string) => void,
): void {
  const [formId, itemId] = path.split('.');
  const item = protocol.forms.find((form) => form.id === formId)?.items.find((one) => one.id === itemId);
  const allowed: Readonly<Record<string, readonly string[]>> = {
    boolean: ['boolean', 'constant'],
    code: ['categorical', 'constant'],
    text: ['categorical', 'constant'],
    date: ['date', 'constant'],
    integer: ['uniform', 'normal', 'logNormal', 'poisson', 'negativeBinomial', 'constant'],
    decimal: ['uniform', 'normal', 'logNormal', 'poisson', 'negativeBinomial', 'constant'],
  };
  const kinds = item === undefined ? undefined : allowed[item.type];
  if (kinds === undefined || kinds.includes(kind)) return;
  report(`"${path}" is of type ${item?.type}; it can't be drawn as ${kind}`, listWords(kinds));
}
