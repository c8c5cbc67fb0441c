// Checks adverse events and readings of scans: classes, windows, clocks, items, readers.
import { isTimeZone } from '../../zone.js';
import { type Finding, fault, listWords, type Path, repeated } from '../finding.js';
import { nearestWord } from '../nearest-word.js';
import type { PartialProtocol } from '../prune.js';
import { say } from '../sentence.js';
import { anchorNames, type Declared, unknownName, unknownNames } from './declared.js';
import { unknownItem } from './reads.js';

/** Adverse events: every code once, windows that are open, clocks for places that there are. */
export function checkSafety(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  return [...checkAdverseEvents(protocol, declared), ...checkReadings(protocol, declared)];
}

function checkAdverseEvents({ adverseEvents }: PartialProtocol, declared: Declared): readonly Finding[] {
  if (!adverseEvents) return [];
  const root = ['adverseEvents'];
  const { collected, dictionary, windows = [], clocks = [], ofSpecialInterest = [] } = adverseEvents;
  const anchors = anchorNames(declared);
  const classes = dictionary.systemOrganClasses.map(({ code }) => code);
  return [
    ...twice(classes, 'code', [...root, 'dictionary', 'systemOrganClasses']),
    ...twice(
      adverseEvents.severity.map(({ code }) => code),
      'code',
      [...root, 'severity'],
    ),
    ...(collected ? unknownName('visit', collected.from, declared, [...root, 'collected', 'from'], anchors) : []),
    ...(collected ? unknownName('visit', collected.to, declared, [...root, 'collected', 'to'], anchors) : []),
    ...twice(
      windows.map(({ id }) => id),
      'id',
      [...root, 'windows'],
    ),
    ...windows.flatMap((window, index): readonly Finding[] => {
      const path = [...root, 'windows', index];
      const unknown = unknownName('visit', window.from, declared, [...path, 'from'], anchors);
      if ((window.fromDays ?? 0) <= window.toDays) return unknown;
      const message = say`the window "${window.id}" closes on day ${window.toDays}, before it opens on day ${window.fromDays ?? 0}`;
      return [...unknown, fault('window-impossible', message, say`toDays at least fromDays`, [...path, 'toDays'])];
    }),
    ...ofSpecialInterest.flatMap(({ systemOrganClass }, index) =>
      systemOrganClass === undefined
        ? []
        : unknownClass(systemOrganClass, classes, [...root, 'ofSpecialInterest', index, 'systemOrganClass']),
    ),
    ...twice(
      clocks.map(({ id }) => id),
      'id',
      [...root, 'clocks'],
    ),
    ...clocks.flatMap((clock, index): readonly Finding[] => {
      const path = [...root, 'clocks', index];
      const unknown = unknownNames('nationalTrial', clock.nationalTrials, declared, [...path, 'nationalTrials']);
      if (clock.timeZone === undefined || isTimeZone(clock.timeZone)) return unknown;
      const message = say`no time zone is named "${clock.timeZone}"`;
      return [
        ...unknown,
        fault('unknown-time-zone', message, say`an IANA time zone, such as "Europe/Rome"`, [...path, 'timeZone']),
      ];
    }),
  ];
}

/** A finding where no system organ class has this code. */
export function unknownClass(code: string, classes: readonly string[], path: Path): readonly Finding[] {
  if (classes.includes(code)) return [];
  const suggestion = nearestWord(code, classes);
  const hint = suggestion ? say`; did you mean "${suggestion}"?` : '';
  const message = say`no system organ class has the code "${code}"${hint}`;
  return [fault('unknown-system-organ-class', message, listWords(classes), path)];
}

function twice(words: readonly string[], key: 'id' | 'code', path: Path): readonly Finding[] {
  return repeated(words).map((index) =>
    fault('duplicate-id', say`the ${key} "${words[index]}" is there twice`, say`each ${key} once`, [
      ...path,
      index,
      key,
    ]),
  );
}

function checkReadings(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  return (protocol.readings ?? []).flatMap((reading, index): readonly Finding[] => {
    const path = ['readings', index];
    const { form, adjudication, quality, lesions = [], readers } = reading;
    const ofForm = (item: string, at: Path) =>
      unknownItem(protocol, { form, item }, { declared, path: at }).filter(({ code }) => code !== 'unknown-form');
    const findings = [
      ...unknownName('form', form, declared, [...path, 'form']),
      ...(quality ? ofForm(quality.item, [...path, 'quality']) : []),
      ...(adjudication ? ofForm(adjudication.item, [...path, 'adjudication']) : []),
      ...twice(
        lesions.map(({ id }) => id),
        'id',
        [...path, 'lesions'],
      ),
      ...lesions.flatMap((lesion, place) =>
        unknownItem(protocol, lesion.item, { declared, path: [...path, 'lesions', place, 'item'] }),
      ),
    ];
    if (readers > 1 && adjudication === undefined) {
      const message = say`${readers} readers can differ, and nothing says what happens then`;
      return [...findings, fault('adjudication-missing', message, 'adjudication', [...path, 'readers'])];
    }
    if (readers > 1 || adjudication === undefined) return findings;
    const message = say`one reader does not differ from any other`;
    return [
      ...findings,
      { ...fault('adjudication-of-one', message, say`two readers or more`, [...path, 'adjudication']), atKey: true },
    ];
  });
}
