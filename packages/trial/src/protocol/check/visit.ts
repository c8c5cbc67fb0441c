// Checks visits: anchors, windows, order, timepoints, and that every one of them can come about.
import { didYouMean, type Finding, fault, listWords, type Path, repeated, warning } from '../finding.js';
import { nearestWord } from '../nearest-word.js';
import type { PartialProtocol } from '../prune.js';
import type { Visit } from '../schema.js';
import { say } from '../sentence.js';
import { isBeforeRandomisation } from '../visit-kind.js';
import { anchorNames, type Declared, unknownName } from './declared.js';

/** Visits are counted from known anchors, carry known forms, lie within their periods, and their windows do not overlap. */
export function checkVisits(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const visits = protocol.visits ?? [];
  const days = plannedDays(protocol);
  const each = visits.flatMap((visit, index) => {
    const path = ['visits', index];
    return [
      ...checkNames(visit, declared, path),
      ...checkTimepoints(protocol, visit, { declared, path }),
      ...checkPlace(protocol, visit, path),
      ...checkPeriod(protocol, visit, { days, path }),
    ];
  });
  return [...each, ...findOverlaps(visits), ...checkGates(protocol, days), ...checkDuplicates(protocol, declared)];
}

function checkNames(visit: Visit, declared: Declared, path: Path): readonly Finding[] {
  const anchors = [...anchorNames(declared)];
  return [
    ...unknownName('administration', visit.anchor, declared, [...path, 'anchor'], anchors).map((finding) => ({
      ...finding,
      code: 'unknown-anchor',
      message: say`no administration or anchor has the id "${visit.anchor}"${didYouMean(nearestWord(visit.anchor, anchors))}`,
      allowed: listWords(anchors),
    })),
    ...(visit.period === undefined ? [] : unknownName('period', visit.period, declared, [...path, 'period'])),
    ...(visit.epoch === undefined ? [] : unknownName('epoch', visit.epoch, declared, [...path, 'epoch'])),
    ...visit.forms.flatMap((id, place) => unknownName('form', id, declared, [...path, 'forms', place])),
    ...repeated(visit.forms).map((place) =>
      fault(
        'duplicate-id',
        say`the form "${visit.forms[place]}" is twice on this visit`,
        say`each form once; a form that repeats says so itself`,
        [...path, 'forms', place],
      ),
    ),
  ];
}

function checkTimepoints(
  protocol: PartialProtocol,
  visit: Visit,
  { declared, path }: { readonly declared: Declared; readonly path: Path },
): readonly Finding[] {
  const timepoints = visit.timepoints ?? [];
  const ids = timepoints.map(({ id }) => id);
  const twice = repeated(ids).map((index) =>
    fault('duplicate-id', say`the timepoint "${ids[index]}" is there twice`, say`each id once`, [
      ...path,
      'timepoints',
      index,
      'id',
    ]),
  );
  const each = timepoints.flatMap((timepoint, index): readonly Finding[] => {
    const at = [...path, 'timepoints', index];
    const forms = timepoint.forms.flatMap((form, place): Finding[] =>
      visit.forms.includes(form)
        ? []
        : [
            fault(
              'form-not-at-visit',
              say`the visit "${visit.id}" does not have the form "${form}"`,
              listWords(visit.forms),
              [...at, 'forms', place],
            ),
          ],
    );
    const given = timepoint.administration ?? visit.anchor;
    if (timepoint.from === 'visitStart') return forms;
    if (timepoint.administration !== undefined)
      return [...forms, ...unknownName('administration', given, declared, [...at, 'administration'])];
    if (declared.administration.has(given) || protocol.administrations === undefined) return forms;
    const message = say`the visit "${visit.id}" is not counted from an administration`;
    return [...forms, fault('timepoint-without-administration', message, listWords(declared.administration), at)];
  });
  return [...twice, ...each];
}

/** Where a visit lies: in a period, in another epoch, or before randomisation. */
function checkPlace(protocol: PartialProtocol, visit: Visit, path: Path): readonly Finding[] {
  const { anchor, period, offsetDays } = visit;
  const epoch = protocol.epochs?.find(({ id }) => id === visit.epoch);
  if (period !== undefined && epoch !== undefined && epoch.period !== period) {
    const message = say`the epoch "${epoch.id}" is not the period "${period}"`;
    return [fault('visit-epoch', message, say`the period alone`, [...path, 'epoch'])];
  }
  if (visit.unscheduled === true) {
    const key = (['offsetDays', 'windowDays', 'when'] as const).find((name) => visit[name] !== undefined);
    if (key === undefined) return [];
    const message = say`the unscheduled visit "${visit.id}" has no planned day`;
    return [{ ...fault('unscheduled-planned', message, say`no ${key}`, [...path, key]), atKey: true }];
  }
  if (!isBeforeRandomisation(visit, protocol.epochs)) {
    if (anchor !== 'screening') return [];
    const message = say`the visit "${visit.id}" comes after randomisation, and is counted from screening`;
    return [
      warning('visit-from-screening', message, say`"randomisation", an administration or an anchor`, [
        ...path,
        'anchor',
      ]),
    ];
  }
  const isAdministration = protocol.administrations?.some(({ id }) => id === anchor) === true;
  const isLater = anchor === 'randomisation' && (offsetDays ?? 0) > 0;
  if (!isAdministration && !isLater) return [];
  const message = say`the visit "${visit.id}" comes after randomisation, and lies in no period`;
  return [fault('visit-without-period', message, say`a period, or an epoch of type washout or followUp`, path)];
}

/** Planned days from randomisation of administrations; those that lead nowhere have none. */
function plannedDays(protocol: PartialProtocol): ReadonlyMap<string, number> {
  const days = new Map([['randomisation', 0]]);
  const administrations = protocol.administrations ?? [];
  for (let round = 0; round < administrations.length; round += 1) {
    for (const { id, anchor } of administrations) {
      const from = days.get(anchor.from);
      if (from !== undefined) days.set(id, from + anchor.offsetDays);
    }
  }
  return days;
}

/** A visit lies between the first administration of its period and that of the next one. */
function checkPeriod(
  protocol: PartialProtocol,
  visit: Visit,
  { days, path }: { readonly days: ReadonlyMap<string, number>; readonly path: Path },
): readonly Finding[] {
  const anchorDay = days.get(visit.anchor);
  const { period, offsetDays } = visit;
  if (anchorDay === undefined || offsetDays === undefined || period === undefined || visit.unscheduled) return [];
  const startOf = (id: string | undefined) => {
    const own = (protocol.administrations ?? []).filter((administration) => administration.period === id);
    const known = own.flatMap((administration) => days.get(administration.id) ?? []);
    return id === undefined || known.length === 0 ? undefined : Math.min(...known);
  };
  const periods = (protocol.periods ?? []).map(({ id }) => id);
  const place = periods.indexOf(period);
  if (place === -1) return [];
  const [start, next] = [startOf(period), startOf(periods[place + 1])];
  const first = anchorDay + offsetDays - (visit.windowDays?.before ?? 0);
  const last = anchorDay + offsetDays + (visit.windowDays?.after ?? 0);
  if (start !== undefined && last < start) {
    const message = say`the visit "${visit.id}" closes on day ${last}, before the period "${period}" starts on day ${start}`;
    return [
      fault('visit-before-period', message, say`day ${start} or later, from randomisation`, [...path, 'offsetDays']),
    ];
  }
  if (next === undefined || first <= next) return [];
  const message = say`the visit "${visit.id}" opens on day ${first}, after the next period has started on day ${next}`;
  return [
    fault('visit-after-period', message, say`day ${next} or earlier, from randomisation`, [...path, 'offsetDays']),
  ];
}

/** A gate is decided on what is collected before its administration. */
function checkGates(protocol: PartialProtocol, days: ReadonlyMap<string, number>): readonly Finding[] {
  return (protocol.administrations ?? []).flatMap(({ id, gate }, index): Finding[] => {
    const visit = protocol.visits?.find((one) => one.id === gate?.visit);
    const [anchorDay, day] = [days.get(visit?.anchor ?? ''), days.get(id)];
    if (visit?.offsetDays === undefined || anchorDay === undefined || day === undefined) return [];
    const opens = anchorDay + visit.offsetDays - (visit.windowDays?.before ?? 0);
    if (opens <= day) return [];
    const message = say`the visit "${visit.id}" opens on day ${opens}, after "${id}" on day ${day}`;
    return [
      fault('gate-visit-late', message, say`a visit before the administration`, [
        'administrations',
        index,
        'gate',
        'visit',
      ]),
    ];
  });
}

/** Visits, administrations and anchors are told apart by their ids wherever days are counted. */
function checkDuplicates(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  return (protocol.visits ?? []).flatMap(({ id }, index): Finding[] => {
    const isTaken = ['screening', 'randomisation'].includes(id) ? false : declared.anchor.has(id);
    if (!isTaken) return [];
    return [fault('duplicate-id', say`an anchor has the id "${id}" already`, say`another id`, ['visits', index, 'id'])];
  });
}

type PlannedVisit = Visit & { readonly offsetDays: number; readonly index: number };

/** Windows of visits that are always planned, counted from the same anchor. */
function findOverlaps(visits: readonly Visit[]): readonly Finding[] {
  const planned = visits.flatMap((visit, index): PlannedVisit[] =>
    visit.unscheduled || visit.when !== undefined || visit.offsetDays === undefined
      ? []
      : [{ ...visit, offsetDays: visit.offsetDays, index }],
  );
  const anchors = new Set(planned.map((visit) => visit.anchor));
  return [...anchors].flatMap((anchor) => {
    const ordered = planned.filter((visit) => visit.anchor === anchor).sort((a, b) => a.offsetDays - b.offsetDays);
    return ordered.slice(1).flatMap((later, place): Finding[] => {
      const earlier = ordered[place]!;
      const lastDay = earlier.offsetDays + (earlier.windowDays?.after ?? 0);
      const firstDay = later.offsetDays - (later.windowDays?.before ?? 0);
      if (lastDay < firstDay) return [];
      const message = say`the window of "${later.id}" opens on day ${firstDay}, before that of "${earlier.id}" has closed on day ${lastDay}`;
      const path = ['visits', later.index, later.windowDays ? 'windowDays' : 'offsetDays'];
      return [fault('windows-overlap', message, say`windows that do not share a day`, path)];
    });
  });
}
