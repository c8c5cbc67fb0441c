// Steps that seldom come: what goes wrong, what comes late, and what becomes of material at the end.
import type { ChainSituation } from './situation.js';
import { materialBody } from './situation.js';
import { day, type Field, given, moment, note, reason, type StepPart } from './step-field.js';

const material: Field = { name: 'material', kind: 'material', label: 'product.field.material' };
const named = (list: readonly { readonly id: string; readonly name: string | Readonly<Record<string, string>> }[]) =>
  list.map(({ id, name }) => ({ value: id, label: typeof name === 'string' ? name : (Object.values(name)[0] ?? id) }));

export function rareParts(situation: ChainSituation): readonly StepPart[] {
  const { product } = situation.protocol;
  return [
    setAside,
    excursion,
    ...(product?.outOfSpecification === undefined ? [] : [outOfSpecification(situation)]),
    ...(product?.lateTests === undefined ? [] : [lateResult(named(product.lateTests))]),
    ...(product?.findings === undefined ? [] : [finding(named(product.findings))]),
    ...(product?.labels === undefined ? [] : [labelFate]),
    disposal,
  ];
}

const setAside: StepPart = {
  command: 'quarantineMaterial',
  title: 'product.step.quarantineMaterial',
  isDangerous: true,
  fields: [{ ...material, kind: 'openMaterial' }, reason],
  with: (entries, { newId }) => ({
    quarantineId: newId(),
    material: materialBody(entries.material ?? ''),
    reason: entries.reason?.trim(),
  }),
};

const excursion: StepPart = {
  command: 'recordExcursion',
  title: 'product.step.recordExcursion',
  fields: [
    material,
    { ...moment, name: 'from', label: 'product.field.from' },
    { ...moment, name: 'until', label: 'product.field.until' },
    { name: 'minimumCelsius', kind: 'number', label: 'product.field.minimumCelsius' },
    { name: 'maximumCelsius', kind: 'number', label: 'product.field.maximumCelsius' },
    {
      name: 'decision',
      kind: 'choice',
      label: 'product.field.decision',
      choices: [
        { value: 'usable', label: 'product.decision.usable' },
        { value: 'notUsable', label: 'product.decision.notUsable' },
        { value: 'pending', label: 'product.decision.pending' },
      ],
    },
    note,
  ],
  with: (entries, { newId }) => ({
    excursionId: newId(),
    material: materialBody(entries.material ?? ''),
    from: entries.from,
    until: entries.until,
    minimumCelsius: Number(entries.minimumCelsius),
    maximumCelsius: Number(entries.maximumCelsius),
    decision: entries.decision,
    ...given('note', entries.note),
  }),
};

function outOfSpecification({ requests }: ChainSituation): StepPart {
  return {
    command: 'recordOutOfSpecification',
    title: 'product.step.recordOutOfSpecification',
    fields: [
      {
        name: 'request',
        kind: 'choice',
        label: 'product.field.requestId',
        initial: 'new',
        choices: [
          { value: 'new', label: 'product.newRequest' },
          ...requests.map((one) => ({ value: one.requestId, label: one.material })),
        ],
      },
      material,
      {
        name: 'step',
        kind: 'choice',
        label: 'product.field.outStep',
        choices: [
          { value: 'requested', label: 'product.outStep.requested' },
          { value: 'evaluated', label: 'product.outStep.evaluated' },
          { value: 'sponsorInformed', label: 'product.outStep.sponsorInformed' },
        ],
      },
      day,
      { name: 'acceptable', kind: 'yes', label: 'product.field.acceptable', isOptional: true },
      note,
    ],
    with: (entries, { newId }) => ({
      requestId: entries.request === 'new' ? newId() : entries.request,
      material: materialBody(entries.material ?? ''),
      step: entries.step,
      on: entries.day,
      ...(entries.step === 'evaluated' ? { acceptable: entries.acceptable === 'yes' } : {}),
      ...given('note', entries.note),
    }),
  };
}

function lateResult(choices: ReturnType<typeof named>): StepPart {
  return {
    command: 'recordLateResult',
    title: 'product.step.recordLateResult',
    fields: [
      material,
      { name: 'test', kind: 'choice', label: 'product.field.test', choices, initial: choices[0]?.value ?? '' },
      { name: 'passed', kind: 'yes', label: 'product.field.passed', isOptional: true },
      day,
      note,
    ],
    with: (entries, { newId }) => ({
      resultId: newId(),
      material: materialBody(entries.material ?? ''),
      test: entries.test,
      passed: entries.passed === 'yes',
      resultOn: entries.day,
      ...given('note', entries.note),
    }),
  };
}

function finding(choices: ReturnType<typeof named>): StepPart {
  return {
    command: 'notifyFinding',
    title: 'product.step.notifyFinding',
    fields: [
      { name: 'finding', kind: 'choice', label: 'product.field.finding', choices, initial: choices[0]?.value ?? '' },
    ],
    with: (entries, { newId }) => ({ findingId: newId(), finding: entries.finding }),
  };
}

const labelFate: StepPart = {
  command: 'recordLabelFate',
  title: 'product.step.recordLabelFate',
  fields: [
    { name: 'labelCode', kind: 'scan', label: 'product.field.labelCode' },
    {
      name: 'fate',
      kind: 'choice',
      label: 'product.field.labelFate',
      choices: [
        { value: 'attached', label: 'product.labelFate.attached' },
        { value: 'destroyed', label: 'product.labelFate.destroyed' },
        { value: 'lost', label: 'product.labelFate.lost' },
      ],
    },
    moment,
    note,
  ],
  with: (entries) => ({
    labelCode: entries.labelCode?.trim().toUpperCase(),
    fate: entries.fate,
    happenedAt: entries.happenedAt,
    ...given('note', entries.note),
  }),
};

const disposal: StepPart = {
  command: 'recordDisposal',
  title: 'product.step.recordDisposal',
  isDangerous: true,
  fields: [
    material,
    {
      name: 'fate',
      kind: 'choice',
      label: 'product.field.fate',
      choices: (['destroyed', 'returned', 'retained', 'research', 'givenToAnother'] as const).map((value) => ({
        value,
        label: `product.fate.${value}` as const,
      })),
    },
    day,
    { name: 'witness', kind: 'person', label: 'product.field.witness' },
    note,
  ],
  with: (entries, { newId }) => ({
    disposalId: newId(),
    material: materialBody(entries.material ?? ''),
    fate: entries.fate,
    disposedOn: entries.day,
    witnessedBy: entries.witness,
    ...given('note', entries.note),
  }),
};
