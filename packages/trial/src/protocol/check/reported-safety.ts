// Checks what is done about serious events: reference safety information, stopping rules, the emergency page.
import { type Finding, fault, listWords, type Path, repeated } from '../finding.js';
import type { PartialProtocol } from '../prune.js';
import { say } from '../sentence.js';
import { type Declared, unknownName, unknownNames } from './declared.js';
import { unknownClass } from './safety.js';

/** Versions in their order, rules over events and treatments that there are, forms and national trials that there are. */
export function checkReportedSafety(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const { safety } = protocol;
  if (!safety) return [];
  const root: Path = ['safety'];
  const { adverseEvents } = protocol;
  const needsEvents =
    adverseEvents === undefined
      ? [
          {
            ...fault('safety-without-events', say`no adverse events are collected`, 'adverseEvents', root),
            atKey: true,
          },
        ]
      : [];
  const targets = adverseEvents?.causalityTo ?? [];
  const judged = (safety.suspectedBy ?? []).flatMap((target, index) =>
    adverseEvents === undefined || targets.includes(target)
      ? []
      : [
          fault('relation-not-judged', say`the relation to "${target}" is not judged`, listWords(targets), [
            ...root,
            'suspectedBy',
            index,
          ]),
        ],
  );
  return [
    ...needsEvents,
    ...judged,
    ...checkReferences(safety.reference ?? [], declared),
    ...checkRules(protocol, declared),
    ...(safety.emergency?.contacts ?? []).flatMap(({ nationalTrials }, index) =>
      unknownNames('nationalTrial', nationalTrials, declared, [
        ...root,
        'emergency',
        'contacts',
        index,
        'nationalTrials',
      ]),
    ),
    ...unknownNames('form', safety.emergency?.medication, declared, [...root, 'emergency', 'medication']),
  ];
}

type Safety = NonNullable<PartialProtocol['safety']>;

function checkReferences(references: NonNullable<Safety['reference']>, declared: Declared): readonly Finding[] {
  return references.flatMap((reference, index): readonly Finding[] => {
    const path = ['safety', 'reference', index];
    const terms = reference.expected.map(({ preferredTerm }) => preferredTerm.toLowerCase());
    const twice = repeated(terms).map((place) =>
      fault(
        'duplicate-id',
        say`the term "${reference.expected[place]?.preferredTerm}" is there twice`,
        say`each term once`,
        [...path, 'expected', place, 'preferredTerm'],
      ),
    );
    const before = references[index - 1];
    const order =
      before === undefined || before.from <= reference.from
        ? []
        : [
            fault(
              'versions-order',
              say`version "${reference.version}" is in force from ${reference.from}, before the version above it from ${before.from}`,
              say`the oldest first`,
              [...path, 'from'],
            ),
          ];
    return [
      ...unknownNames('nationalTrial', reference.nationalTrials, declared, [...path, 'nationalTrials']),
      ...twice,
      ...order,
    ];
  });
}

function checkRules(protocol: PartialProtocol, declared: Declared): readonly Finding[] {
  const rules = protocol.safety?.stoppingRules ?? [];
  const classes = (protocol.adverseEvents?.dictionary.systemOrganClasses ?? []).map(({ code }) => code);
  const interests = (protocol.adverseEvents?.ofSpecialInterest ?? []).map(({ id }) => id);
  const twice = repeated(rules.map(({ id }) => id)).map((index) =>
    fault('duplicate-id', say`the stopping rule "${rules[index]?.id}" is there twice`, say`each id once`, [
      'safety',
      'stoppingRules',
      index,
      'id',
    ]),
  );
  return [
    ...twice,
    ...rules.flatMap((rule, index): readonly Finding[] => {
      const path = ['safety', 'stoppingRules', index];
      const { systemOrganClass, specialInterest } = rule.events;
      return [
        ...(systemOrganClass === undefined || protocol.adverseEvents === undefined
          ? []
          : unknownClass(systemOrganClass, classes, [...path, 'events', 'systemOrganClass'])),
        ...(specialInterest === undefined || protocol.adverseEvents === undefined || interests.includes(specialInterest)
          ? []
          : [
              fault(
                'unknown-special-interest',
                say`no events of special interest have the id "${specialInterest}"`,
                listWords(interests),
                [...path, 'events', 'specialInterest'],
              ),
            ]),
        ...(rule.treatment === undefined
          ? []
          : unknownName('treatment', rule.treatment, declared, [...path, 'treatment'])),
        ...treatmentNamed(rule, path),
      ];
    }),
  ];
}

/** A rule by treatment names which; a rule over everybody names none. */
function treatmentNamed(
  rule: { readonly id: string; readonly by?: string | undefined; readonly treatment?: string | undefined },
  path: Path,
): readonly Finding[] {
  const isByTreatment = rule.by === 'treatment';
  if (isByTreatment === (rule.treatment !== undefined)) return [];
  const message = isByTreatment
    ? say`the rule "${rule.id}" counts by treatment, and names none`
    : say`the rule "${rule.id}" is blinded: it counts over everybody`;
  const allowed = isByTreatment ? 'treatment' : say`by: treatment, or no treatment`;
  return [fault('stopping-rule-treatment', message, allowed, isByTreatment ? [...path, 'by'] : [...path, 'treatment'])];
}
