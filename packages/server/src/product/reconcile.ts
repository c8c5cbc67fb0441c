// The account of a participant's bags and labels: what was made, printed, used and destroyed, and what does not add up. Unblinded.
import type { OpenedEvent, SealedProductEvent } from './open-product.js';

export interface BagAccount {
  readonly bagCode: string;
  readonly administration: string;
  readonly treatment: string;
  /** Null where nobody prepared such a bag. */
  readonly preparedVolumeMl: number | null;
  readonly infusedVolumeMl: number | null;
  readonly residualVolumeMl: number | null;
  readonly fate: string | null;
  readonly labels: readonly LabelAccount[];
  /** What does not add up; empty where all does. */
  readonly findings: readonly string[];
}

export interface LabelAccount {
  readonly labelCode: string;
  readonly printedAt: string;
  readonly status: 'valid' | 'void';
  readonly reason: string | null;
  readonly fate: string | null;
}

/** A bag as the open record has it. */
export interface OpenBag {
  readonly bagCode: string;
  readonly administration: string;
  readonly volumeMl: number;
  readonly status: string;
}

/** An infusion as the open record has it. */
export interface OpenInfusion {
  readonly bagCode: string;
  readonly administration?: string;
  readonly volumeInfusedMl: number;
  readonly residualVolumeMl?: number;
}

/** A bag, or its label, that met another person than the one it was made for, as the open record has it. */
export interface CrossedBag {
  readonly how: 'infused' | 'labelScanned';
  readonly bagCode: string;
  readonly volumeMl: number;
  readonly owner: string;
  readonly ownerNumber: string;
  readonly taker: string;
  readonly takerNumber: string;
}

/** Beyond this share of the volume of a bag, infused and residual do not add up to it. */
const volumeTolerance = 0.05;

/** The account of each bag of one participant. */
export function reconcile(
  opened: readonly OpenedEvent[],
  {
    bags,
    infusions,
    usesLabels,
    crossed = [],
  }: {
    readonly bags: readonly OpenBag[];
    readonly infusions: readonly OpenInfusion[];
    readonly usesLabels: boolean;
    /** Bags of this participant that others met. */
    readonly crossed?: readonly CrossedBag[];
  },
): readonly BagAccount[] {
  const filled = new Map(listOf(opened, 'BagFilled').map(({ payload }) => [payload.bagCode, payload]));
  const tested = new Set(listOf(opened, 'BagTested').map(({ payload }) => payload.bagCode));
  return bags.map((bag) => {
    const infusion = infusions.find((one) => one.bagCode === bag.bagCode);
    const met = crossed.filter(({ bagCode }) => bagCode === bag.bagCode);
    const isGivenAway = met.some(({ how }) => how === 'infused');
    const fate = disposalOf(opened, bag.bagCode) ?? (isGivenAway ? 'givenToAnother' : undefined);
    const labels = labelAccounts(opened, bag.bagCode);
    const given = infusion === undefined ? 0 : infusion.volumeInfusedMl + (infusion.residualVolumeMl ?? 0);
    const isOff =
      infusion?.residualVolumeMl !== undefined && Math.abs(given - bag.volumeMl) > volumeTolerance * bag.volumeMl;
    const findings = [
      ...met.map(({ how, takerNumber }) =>
        how === 'infused'
          ? `was given to another participant (${takerNumber})`
          : `its label was scanned for another participant (${takerNumber})`,
      ),
      ...(infusion === undefined && fate === undefined && ['recalled', 'replaced', 'setAside'].includes(bag.status)
        ? ['what became of the bag is not recorded']
        : []),
      ...(infusion !== undefined && !tested.has(bag.bagCode) && bag.status !== 'prepared' && usesLabels
        ? ['infused without the tests of its day']
        : []),
      ...(isOff ? [`infused and residual are ${given} mL of ${bag.volumeMl} mL`] : []),
      ...(infusion !== undefined && infusion.residualVolumeMl === undefined ? ['no residual volume is recorded'] : []),
      ...(usesLabels && labels.length === 0 ? ['no label was printed'] : []),
      ...labels.flatMap(({ labelCode, status, fate: end }) =>
        status === 'void' && end !== 'destroyed' ? [`the void label ${labelCode} is not destroyed`] : [],
      ),
    ];
    return {
      bagCode: bag.bagCode,
      administration: bag.administration,
      treatment: filled.get(bag.bagCode)?.treatment ?? 'unknown',
      preparedVolumeMl: bag.volumeMl,
      infusedVolumeMl: infusion?.volumeInfusedMl ?? null,
      residualVolumeMl: infusion?.residualVolumeMl ?? null,
      fate: fate ?? null,
      labels,
      findings,
    };
  });
}

/**
 * The account of what a participant was given that was not prepared for them: the bag of another, with what it held, or
 * one that nobody prepared.
 */
export function reconcileForeign(
  openedOf: (participantId: string) => readonly OpenedEvent[],
  {
    bags,
    infusions,
    crossed,
  }: {
    readonly bags: readonly OpenBag[];
    readonly infusions: readonly OpenInfusion[];
    /** Bags of others that this participant met. */
    readonly crossed: readonly CrossedBag[];
  },
): readonly BagAccount[] {
  const own = new Set(bags.map(({ bagCode }) => bagCode));
  return infusions
    .filter(({ bagCode }) => !own.has(bagCode))
    .map(({ bagCode, administration = '', volumeInfusedMl, residualVolumeMl }) => {
      const known = crossed.find((one) => one.how === 'infused' && one.bagCode === bagCode);
      const events = known === undefined ? [] : openedOf(known.owner);
      const filled = listOf(events, 'BagFilled').find(({ payload }) => payload.bagCode === bagCode);
      return {
        bagCode,
        administration,
        treatment: filled?.payload.treatment ?? 'unknown',
        preparedVolumeMl: known?.volumeMl ?? null,
        infusedVolumeMl: volumeInfusedMl,
        residualVolumeMl: residualVolumeMl ?? null,
        fate: null,
        labels: [],
        findings: [
          known === undefined
            ? 'no bag of this code is known here'
            : `was prepared for another participant (${known.ownerNumber})`,
        ],
      };
    });
}

/** Every label that was printed for a bag, in order; the last one is valid. */
export function labelAccounts(opened: readonly OpenedEvent[], bagCode: string): readonly LabelAccount[] {
  const printed = opened.flatMap(({ event, recordedAt }) =>
    event.type === 'LabelPrinted' && event.payload.bagCode === bagCode ? [{ ...event.payload, recordedAt }] : [],
  );
  const fates = new Map(listOf(opened, 'LabelFateRecorded').map(({ payload }) => [payload.labelCode, payload.fate]));
  return printed.map(({ labelCode, recordedAt, reason }, index) => ({
    labelCode,
    printedAt: recordedAt,
    status: index === printed.length - 1 ? 'valid' : 'void',
    reason: reason ?? null,
    fate: fates.get(labelCode) ?? null,
  }));
}

/** A batch in the tank, or what became of it. */
export interface StoredBatch {
  readonly batchId: string;
  readonly step: string;
  readonly place: string | null;
  readonly status: 'inProcess' | 'released' | 'failed';
  readonly fate: string | null;
}

/** The batches of one participant with their last step and place. */
export function storedBatches(opened: readonly OpenedEvent[]): readonly StoredBatch[] {
  const batches = new Map<string, StoredBatch>();
  for (const { event } of opened) {
    switch (event.type) {
      case 'BatchStepRecorded': {
        const { batchId, step, place } = event.payload;
        const known = batches.get(batchId);
        batches.set(batchId, {
          batchId,
          step,
          place: place ?? known?.place ?? null,
          status: known?.status ?? 'inProcess',
          fate: known?.fate ?? null,
        });
        break;
      }
      case 'BatchReleased':
      case 'BatchFailed': {
        const { batchId } = event.payload;
        const status = event.type === 'BatchReleased' ? 'released' : 'failed';
        batches.set(batchId, { step: status, place: null, fate: null, ...batches.get(batchId), batchId, status });
        break;
      }
      case 'MaterialDisposed': {
        const { material, fate } = event.payload;
        const known = 'batchId' in material ? batches.get(material.batchId) : undefined;
        if (known !== undefined) batches.set(known.batchId, { ...known, fate });
        break;
      }
      default:
        break;
    }
  }
  return [...batches.values()];
}

function disposalOf(opened: readonly OpenedEvent[], bagCode: string): string | undefined {
  return listOf(opened, 'MaterialDisposed').findLast(
    ({ payload: { material } }) => 'bagCode' in material && material.bagCode === bagCode,
  )?.payload.fate;
}

function listOf<T extends SealedProductEvent['type']>(opened: readonly OpenedEvent[], type: T) {
  return opened.flatMap(({ event }) =>
    event.type === type ? [event as Extract<SealedProductEvent, { type: T }>] : [],
  );
}
