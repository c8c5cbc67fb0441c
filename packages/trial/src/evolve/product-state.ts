// The chain of a participant's product as everybody may know it, folded from open events; a field of the participant's state.
import type { OpenMaterial } from '../command/product/part.js';
import type { Payload } from '../event/catalogue.js';
import type { ActorId } from '../id.js';
import type { Folded } from './recorded.js';

/** A bag that was prepared, as it stands now. */
export interface BagState {
  readonly administration: string;
  readonly volumeMl: number;
  /** In which the expiry is read. */
  readonly zone?: string;
  /** As the label shows it; absent where the protocol gives no time that it counts from. */
  readonly expiresAt?: string;
  readonly donationCode?: string;
  readonly isReleased: boolean;
  readonly isRecalled: boolean;
  /** The one label that is valid; absent before the release and where bags bear none. */
  readonly labelCode?: string;
  /** Labels of this bag that were valid at the bedside, and are void. */
  readonly voidLabels?: readonly string[];
}

/** One person's scans at the bedside. */
export type CheckState = Payload<'BedsideChecked'> & { readonly by: ActorId };

export interface QuarantineState {
  readonly material: OpenMaterial;
  readonly by: ActorId;
  readonly cause: Payload<'MaterialQuarantined'>['cause'];
  readonly decision?: Payload<'QuarantineResolved'>['decision'];
}

/** Plain data. Nothing in it depends on an allocation or on what only the laboratory gives. */
export interface ChainState {
  /** The chain-of-identity code: issued, or that of the first harvest. */
  readonly identityCode?: string;
  readonly isCodeIssued: boolean;
  /** Whether eligibility for a harvest was found since the last one. */
  readonly isHarvestAssessed: boolean;
  readonly requestedHarvests: number;
  /** By administration. */
  readonly schedule: Readonly<Record<string, Payload<'InfusionScheduled'>>>;
  /** By administration: how often its day was taken away. */
  readonly postponements: Readonly<Record<string, number>>;
  /** By bag code. */
  readonly bags: Readonly<Record<string, BagState>>;
  readonly handoverIds: readonly string[];
  /** By quarantine. */
  readonly quarantines: Readonly<Record<string, QuarantineState>>;
  readonly checks: readonly CheckState[];
  readonly cleared: readonly Payload<'InfusionCleared'>[];
  readonly steps: readonly Payload<'InfusionStepRecorded'>[];
  readonly findingIds: readonly string[];
}

export const initialChainState: ChainState = {
  isCodeIssued: false,
  isHarvestAssessed: false,
  requestedHarvests: 0,
  schedule: {},
  postponements: {},
  bags: {},
  handoverIds: [],
  quarantines: {},
  checks: [],
  cleared: [],
  steps: [],
  findingIds: [],
};

/** The chain after one more event of the participant's stream. */
export function evolveChain(chain: ChainState, { event, envelope }: Folded): ChainState {
  switch (event?.type) {
    case 'IdentityCodeIssued':
      return { ...chain, identityCode: event.payload.identityCode, isCodeIssued: true };
    case 'EligibilityAssessed':
      return event.payload.stage === 'harvest' ? { ...chain, isHarvestAssessed: event.payload.eligible } : chain;
    case 'HarvestRequested':
      return { ...chain, requestedHarvests: event.payload.request };
    case 'HarvestRecorded':
      return {
        ...chain,
        identityCode: chain.identityCode ?? event.payload.chainOfIdentityCode,
        isHarvestAssessed: false,
      };
    case 'InfusionScheduled':
      return { ...chain, schedule: { ...chain.schedule, [event.payload.administration]: event.payload } };
    case 'InfusionPostponed': {
      const { administration } = event.payload;
      const { [administration]: _, ...schedule } = chain.schedule;
      const count = (chain.postponements[administration] ?? 0) + 1;
      return { ...chain, schedule, postponements: { ...chain.postponements, [administration]: count } };
    }
    case 'BagPrepared': {
      const { administration, bagCode, volumeMl, expiresAt, zone, donationCode } = event.payload;
      return withBag(chain, bagCode, {
        administration,
        volumeMl,
        isReleased: false,
        isRecalled: false,
        ...(expiresAt === undefined ? {} : { expiresAt }),
        ...(zone === undefined ? {} : { zone }),
        ...(donationCode === undefined ? {} : { donationCode }),
      });
    }
    case 'BagReleased': {
      const { bagCode, labelCode } = event.payload;
      return changeBag(
        chain,
        bagCode,
        labelCode === undefined ? { isReleased: true } : { isReleased: true, labelCode },
      );
    }
    case 'BagRecalled':
      return changeBag(chain, event.payload.bagCode, { isRecalled: true });
    case 'LabelReplaced': {
      const { bagCode, labelCode } = event.payload;
      const known = chain.bags[bagCode];
      const voided = known?.labelCode === undefined ? [] : [known.labelCode];
      return changeBag(chain, bagCode, { labelCode, voidLabels: [...(known?.voidLabels ?? []), ...voided] });
    }
    case 'HandoverRecorded':
      return { ...chain, handoverIds: [...chain.handoverIds, event.payload.handoverId] };
    case 'MaterialQuarantined': {
      const { quarantineId, material, cause } = event.payload;
      const quarantine = { material, cause, by: envelope.actorId };
      return { ...chain, quarantines: { ...chain.quarantines, [quarantineId]: quarantine } };
    }
    case 'QuarantineResolved': {
      const { quarantineId, decision } = event.payload;
      const known = chain.quarantines[quarantineId];
      if (known === undefined) return chain;
      return { ...chain, quarantines: { ...chain.quarantines, [quarantineId]: { ...known, decision } } };
    }
    case 'BedsideChecked':
      return { ...chain, checks: [...chain.checks, { ...event.payload, by: envelope.actorId }] };
    case 'InfusionCleared':
      return { ...chain, cleared: [...chain.cleared, event.payload] };
    case 'InfusionStepRecorded':
      return { ...chain, steps: [...chain.steps, event.payload] };
    case 'MaterialFindingNotified':
      return { ...chain, findingIds: [...chain.findingIds, event.payload.findingId] };
    default:
      return chain;
  }
}

function changeBag(chain: ChainState, bagCode: string, change: Partial<BagState>): ChainState {
  const known = chain.bags[bagCode];
  return known === undefined ? chain : withBag(chain, bagCode, { ...known, ...change });
}

function withBag(chain: ChainState, bagCode: string, bag: BagState): ChainState {
  return { ...chain, bags: { ...chain.bags, [bagCode]: bag } };
}
