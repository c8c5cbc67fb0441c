// Derived records: what an analysis reads, made of events. Plain data, in a fixed order, no treatment but by allocation.
import type {
  AdverseEventFacts,
  DeviationFacts,
  ItemValue,
  MissingReason,
  Payload,
  RandomisationDesign,
  WithdrawalKind,
} from '@equipoise/trial';
import type { z } from 'zod';

/** A person from screening on. Ids are the record's own. */
export interface ParticipantRecord {
  readonly participantId: string;
  readonly siteId: string;
  readonly screeningNumber: string;
  readonly screenedOn: DateKnown;
  readonly consented: boolean;
  /** The last assessment of each stage. */
  readonly eligibility: readonly Payload<'EligibilityAssessed'>[];
  readonly productReleased: boolean;
  readonly randomisation?: {
    readonly number: string;
    readonly stratum: string;
    readonly stratumFacts: Readonly<Record<string, number | string | boolean>>;
    /** The entry of the stratum, from 0: the order of randomisation within it. */
    readonly index: number;
    /** Of the factors of minimisation, where the trial minimises. */
    readonly levels?: Readonly<Record<string, number | string | boolean>>;
    readonly randomisedOn: DateKnown;
  };
  /** The stratum by the values as they were corrected after randomisation; an analysis may use either. */
  readonly correctedStratum?: Pick<Payload<'StratumCorrected'>['to'], 'stratum' | 'stratumFacts'>;
  /** Who took the place of this participant after a withdrawal. */
  readonly replacedBy?: string;
  /** Present for everyone who was randomised: actual or, before unblinding, dealt at random. */
  readonly sequence?: string;
  readonly withdrawals: readonly {
    readonly kind: z.infer<typeof WithdrawalKind>;
    readonly withdrawnOn: DateKnown;
  }[];
  readonly exclusions: readonly { readonly set: string; readonly criterion: string }[];
}

/** A participant who was randomised and whose sequence is known (or dealt). */
export type RandomisedParticipant = ParticipantRecord & Required<Pick<ParticipantRecord, 'randomisation' | 'sequence'>>;

/** The days that a partial date may mean: both ends ISO dates; null where it is missing. */
export type DateKnown = { readonly earliest: string; readonly latest: string; readonly text: string } | null;

/** The items of a form at a visit as they stand after all corrections. */
export interface FormRecord {
  readonly participantId: string;
  readonly visit: string;
  readonly form: string;
  readonly occurrence: number;
  readonly happenedOn: DateKnown;
  readonly items: Readonly<Record<string, ItemValue>>;
  /** The rows of its groups that repeat, in the order in which they were added. */
  readonly rows?: readonly {
    readonly rowId: string;
    readonly group: string;
    readonly items: Readonly<Record<string, ItemValue>>;
  }[];
  /** Hashes of the events behind it: the recording and its corrections. */
  readonly hashes: readonly string[];
}

/** A dose that was given, with the treatment of the bag. */
export interface AdministrationRecord {
  readonly participantId: string;
  readonly administration: string;
  readonly period: string;
  readonly givenOn: DateKnown;
  readonly volumeInfusedMl: number;
  readonly interrupted: boolean;
  readonly assigned: string;
  readonly received: string;
  /** False where no record of the bag's content is open: then `received` is what was assigned. */
  readonly receivedFromRecord: boolean;
}

/** One planned visit of an endpoint and what came of it. */
export interface VisitValue {
  readonly visit: string;
  readonly period?: string;
  readonly status: 'contributes' | 'unreadable' | 'missing';
  /** Present where it contributes. */
  readonly value?: number;
  /** Why there is no value; "not recorded" where no form was. */
  readonly missing?: MissingReason | 'not recorded' | 'after an intercurrent event';
  /** The day on which it took place, or of a time to an event the day on which the time ended; the last day that a date may mean. */
  readonly day?: string;
  readonly hashes: readonly string[];
}

/** An endpoint of a participant, over all its visits, over those of one period, or at one visit. */
export interface EndpointValue {
  readonly endpoint: string;
  readonly participantId: string;
  readonly period?: string;
  /** The visit, of an endpoint with one value at each. */
  readonly visit?: string;
  /** Absent where no visit contributes. */
  readonly value?: number;
  /** Of a time to an event, what ended it: 1 the event, 2 a competing event, 0 neither (censored). */
  readonly event?: 0 | 1 | 2;
  /** Number of visits that contribute. */
  readonly contributing: number;
  readonly visits: readonly VisitValue[];
}

/** An adverse event with its latest facts, and the period and treatment at its onset. */
export interface AdverseEventRecord extends z.infer<typeof AdverseEventFacts> {
  readonly adverseEventId: string;
  readonly participantId: string;
  /** The day used for the onset; null where nothing is known. */
  readonly onset: string | null;
  /** True where the day was imputed from a partial or missing date. */
  readonly onsetImputed: boolean;
  readonly period: string | 'none' | 'undetermined';
  /** Treatment received in that period; "none" before any, "undetermined" where no date tells the period. */
  readonly treatment: string;
  /** Within the window in which the protocol counts events. */
  readonly counted: boolean;
  readonly hashes: readonly string[];
}

export interface DeviationRecord extends z.infer<typeof DeviationFacts> {
  readonly participantId: string;
  readonly on: DateKnown;
}

/** Everything an analysis needs of a snapshot. */
export interface DerivedTrial {
  readonly participants: readonly ParticipantRecord[];
  readonly randomised: readonly RandomisedParticipant[];
  readonly forms: readonly FormRecord[];
  readonly administrations: readonly AdministrationRecord[];
  /** Key: participant, period. Treatment received, or as assigned where the trial records no administrations. */
  readonly receivedIn: (participantId: string, period: string) => string | undefined;
  readonly endpointValues: readonly EndpointValue[];
  readonly adverseEvents: readonly AdverseEventRecord[];
  readonly deviations: readonly DeviationRecord[];
  /** Periods that are in the cut, in protocol order; all without a cut. */
  readonly periods: readonly string[];
  /** Whether a visit is in the cut. */
  readonly coversVisit: (visit: string) => boolean;
  readonly dummyArms: boolean;
  /** The design of the randomisation as it was committed; absent where nothing was. */
  readonly design?: RandomisationDesign;
  readonly notes: readonly string[];
}
