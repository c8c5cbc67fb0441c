// The steps that a chain of identity may take next, the likely one first; what each asks for, and the command it becomes.
import type { CommandInput, CommandName } from '@equipoise/trial';
import { isScanOf, readScan } from '../../part/scan.js';
import { rareParts } from './rare-steps.js';
import { type ChainSituation, materialBody } from './situation.js';
import {
  day,
  type Entries,
  given,
  laboratory,
  laboratoryIfAny,
  moment,
  note,
  reason,
  type Step,
  type StepContext,
  type StepPart,
} from './step-field.js';

/** Steps of a chain: what comes next first, then all others. */
export function stepsOf(
  situation: ChainSituation,
  may: (right: string) => boolean,
): { readonly next: readonly Step[]; readonly others: readonly Step[] } {
  const { card } = situation;
  const step = ({ with: rest, id, ...part }: StepPart): Step => ({
    ...part,
    id: id ?? part.command,
    body: (entries, context) =>
      ({ participantId: card.participant_id, ...rest(entries, context) }) as CommandInput<CommandName>,
  });
  const allowed = (parts: readonly StepPart[]) => parts.filter(({ command }) => may(command)).map(step);
  const next = nextParts(situation);
  // Material may change hands at any time, not only where that is what comes next.
  const isNext = next.some(({ command }) => command === 'recordHandover');
  const others = [...(isNext ? [] : [handover(situation)]), ...rareParts(situation)];
  return { next: allowed(next), others: allowed(others) };
}

function nextParts(situation: ChainSituation): readonly StepPart[] {
  const { card, quarantines } = situation;
  const decide = quarantines.length === 0 ? [] : [resolve(situation)];
  switch (card.lane) {
    case 'harvest':
      return [...decide, harvest, handover(situation)];
    case 'expansion':
      // What was harvested arrives before anything is made of it.
      return [...decide, ...(card.batches.length === 0 ? [handover(situation)] : []), ...expansion(situation)];
    case 'storage':
      return [...decide, ...batchStep(situation)];
    case 'preparation':
      return [...decide, prepare(situation), postpone(situation)];
    case 'release':
      return [...decide, ...ofBag(situation), postpone(situation)];
    case 'bedside':
      return [...decide, handover(situation), ...ofBag(situation).filter(({ command }) => command !== 'releaseBag')];
    default:
      return decide;
  }
}

const harvest: StepPart = {
  command: 'recordHarvest',
  title: 'product.step.recordHarvest',
  fields: [moment, { name: 'volumeMl', kind: 'number', label: 'product.field.volumeMl' }],
  with: (entries, { newId, now }) => ({
    harvestId: newId(),
    harvestedOn: (entries.happenedAt ?? '').slice(0, 10),
    harvestedAt: { at: entries.happenedAt, zone: now().zone },
    volumeMl: Number(entries.volumeMl),
  }),
};

const lastBatch = ({ card }: ChainSituation) => card.batches.at(-1);
const lastHarvest = ({ harvests }: ChainSituation) => harvests.at(-1)?.harvestId ?? '';

/** A batch in process is worked on; after one that failed another begins. */
function batchIdOf(situation: ChainSituation, newId: () => string): string {
  const batch = lastBatch(situation);
  return batch === undefined || batch.status === 'failed' ? newId() : batch.batchId;
}

function batchStep(situation: ChainSituation): readonly StepPart[] {
  const steps = situation.protocol.product?.batchSteps ?? [];
  const batch = lastBatch(situation);
  const isNew = batch === undefined || batch.status === 'failed';
  const done = isNew ? -1 : steps.findIndex(({ id }) => id === batch.step);
  const next = steps[done + 1] ?? steps.at(-1);
  if (next === undefined) return [];
  const choices = steps.map(({ id, name }) => ({
    value: id,
    label: typeof name === 'string' ? name : (Object.values(name)[0] ?? id),
  }));
  return [
    {
      command: 'recordBatchStep',
      title: 'product.step.recordBatchStep',
      values: { step: choices.find(({ value }) => value === next.id)?.label },
      fields: [
        { name: 'step', kind: 'choice', label: 'product.field.outStep', initial: next.id, choices },
        moment,
        { name: 'place', kind: 'text', label: 'product.field.place', isOptional: true },
        note,
      ],
      with: (entries, { newId }) => ({
        batchId: batchIdOf(situation, newId),
        harvestId: lastHarvest(situation),
        step: entries.step,
        happenedAt: entries.happenedAt,
        ...given('place', entries.place),
        ...given('note', entries.note),
      }),
    },
  ];
}

function expansion(situation: ChainSituation): readonly StepPart[] {
  const batch = (entries: Entries, { newId, laboratory: values }: StepContext) => ({
    batchId: batchIdOf(situation, newId),
    harvestId: lastHarvest(situation),
    laboratory: values(entries),
    ...given('note', entries.note),
  });
  const hasFailed = lastBatch(situation)?.status === 'failed';
  const askAgain: StepPart = {
    command: 'requestHarvest',
    title: 'product.step.requestHarvest',
    fields: [reason],
    with: ({ reason: why }) => ({ reason: why?.trim() }),
  };
  return [
    ...(hasFailed ? [askAgain] : []),
    ...batchStep(situation),
    {
      command: 'releaseProduct',
      title: 'product.step.releaseProduct',
      fields: [laboratory, day, note],
      with: (entries, context) => ({ ...batch(entries, context), releasedOn: entries.day }),
    },
    {
      command: 'recordFailedBatch',
      title: 'product.step.recordFailedBatch',
      isDangerous: true,
      fields: [laboratory, note],
      with: batch,
    },
  ];
}

function prepare(situation: ChainSituation): StepPart {
  const { card, protocol } = situation;
  const administration = card.administration ?? '';
  const named = protocol.administrations.find(({ id }) => id === administration)?.name;
  const released = card.batches.findLast(({ status }) => status === 'released')?.batchId;
  return {
    command: 'prepareInfusion',
    title: 'product.step.prepareInfusion',
    values: { administration: typeof named === 'string' ? named : (Object.values(named ?? {})[0] ?? administration) },
    fields: [{ ...moment, name: 'preparedAt' }, laboratoryIfAny, note],
    with: (entries, { laboratory: values }) => ({
      administration,
      ...given('batchId', released),
      preparedAt: entries.preparedAt,
      laboratory: values(entries),
      ...given('note', entries.note),
    }),
  };
}

function postpone({ card }: ChainSituation): StepPart {
  return {
    command: 'postponeInfusion',
    title: 'product.step.postponeInfusion',
    isDangerous: true,
    fields: [reason],
    with: ({ reason: why }) => ({ administration: card.administration ?? '', reason: why?.trim() }),
  };
}

/** What is done with the bag that is at hand: label, release, recall. */
function ofBag({ card, labels }: ChainSituation): readonly StepPart[] {
  const bagCode = card.bag_code;
  if (bagCode === null) return [];
  const own = labels.filter((label) => label.bagCode === bagCode);
  const values = { bag: bagCode };
  const isPrinted = own.length > 0;
  const print: StepPart = {
    command: 'printLabel',
    title: isPrinted ? 'product.step.reprintLabel' : 'product.step.printLabel',
    values,
    fields: isPrinted ? [{ ...reason, label: 'product.field.reprintReason' }] : [],
    with: (entries) => ({ bagCode, ...given('reason', entries.reason) }),
  };
  const release: StepPart = {
    command: 'releaseBag',
    title: 'product.step.releaseBag',
    values,
    fields: [laboratoryIfAny, note],
    with: (entries, { laboratory: measured }) => ({
      bagCode,
      laboratory: measured(entries),
      ...given('note', entries.note),
    }),
  };
  const recall: StepPart = {
    command: 'recallBag',
    title: 'product.step.recallBag',
    values,
    isDangerous: true,
    fields: [reason],
    with: ({ reason: why }) => ({ bagCode, reason: why?.trim() }),
  };
  return isPrinted ? [release, print, recall] : [print, recall];
}

const directions = {
  siteToCourier: ['site', 'courier'],
  courierToLaboratory: ['courier', 'laboratory'],
  laboratoryToCourier: ['laboratory', 'courier'],
  courierToBedside: ['courier', 'bedside'],
} as const;

/** Two identifiers are scanned at each; who sends it stands on the laboratory's side, the other shows a badge. */
export function handover({ card, bags, harvests }: ChainSituation): StepPart {
  const known = [card.screening_number, ...harvests.map(({ donationCode }) => donationCode)];
  const bag = bags.find(({ bag_code }) => bag_code === card.bag_code);
  const harvestId = harvests.at(-1)?.harvestId;
  const atHand =
    bag !== undefined ? `bag:${bag.bag_code}` : harvestId === undefined ? undefined : `harvest:${harvestId}`;
  return {
    command: 'recordHandover',
    title: 'product.step.recordHandover',
    fields: [
      {
        name: 'material',
        kind: 'openMaterial',
        label: 'product.field.material',
        ...(atHand === undefined ? {} : { initial: atHand }),
      },
      {
        name: 'direction',
        kind: 'choice',
        label: 'product.field.direction',
        initial: bag === undefined ? 'courierToLaboratory' : 'laboratoryToCourier',
        choices: Object.keys(directions).map((value) => ({
          value,
          label: `product.direction.${value as keyof typeof directions}` as const,
        })),
      },
      { name: 'identityCode', kind: 'scan', label: 'product.field.identityCode' },
      { name: 'secondIdentifier', kind: 'scan', label: 'product.field.secondIdentifier' },
      { name: 'badge', kind: 'scan', label: 'product.field.badge' },
      {
        name: 'condition',
        kind: 'choice',
        label: 'product.field.condition',
        initial: 'ok',
        choices: [
          { value: 'ok', label: 'product.condition.ok' },
          { value: 'excursion', label: 'product.condition.excursion' },
        ],
      },
      { name: 'minimumCelsius', kind: 'number', label: 'product.field.minimumCelsius', isOptional: true },
      { name: 'maximumCelsius', kind: 'number', label: 'product.field.maximumCelsius', isOptional: true },
    ],
    with: (entries, { actorId, now, newId }) => {
      const [from, to] = directions[(entries.direction ?? 'laboratoryToCourier') as keyof typeof directions];
      const party = (at: string, isOwn: boolean) => ({
        at,
        person: isOwn ? { actorId } : { badge: entries.badge?.trim() },
      });
      return {
        handoverId: newId(),
        material: materialBody(entries.material ?? ''),
        from: party(from, from !== 'courier'),
        to: party(to, from === 'courier'),
        happenedAt: now(),
        identityCode: entries.identityCode?.trim().toUpperCase(),
        secondIdentifier: asKnown(entries.secondIdentifier ?? '', known),
        condition: {
          outcome: entries.condition,
          ...(entries.minimumCelsius ? { minimumCelsius: Number(entries.minimumCelsius) } : {}),
          ...(entries.maximumCelsius ? { maximumCelsius: Number(entries.maximumCelsius) } : {}),
        },
      };
    },
  };
}

/** A scan is in capitals, whatever stands on the label: what is meant is told as the record has it. */
function asKnown(scanned: string, known: readonly (string | undefined)[]): string {
  const scan = readScan(scanned);
  return known.find((code) => isScanOf(scan, code)) ?? scanned.trim();
}

function resolve({ quarantines }: ChainSituation): StepPart {
  return {
    command: 'resolveQuarantine',
    title: 'product.step.resolveQuarantine',
    fields: [
      {
        name: 'quarantine',
        kind: 'choice',
        label: 'product.field.quarantine',
        initial: quarantines[0]?.quarantineId ?? '',
        choices: quarantines.map(({ quarantineId, code }) => ({ value: quarantineId, label: code })),
      },
      {
        name: 'decision',
        kind: 'choice',
        label: 'product.field.decision',
        choices: [
          { value: 'usable', label: 'product.decision.usable' },
          { value: 'rejected', label: 'product.decision.rejected' },
        ],
      },
      reason,
    ],
    with: (entries) => ({
      quarantineId: entries.quarantine,
      decision: entries.decision,
      reason: entries.reason?.trim(),
    }),
  };
}
