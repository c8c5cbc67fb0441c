// The protocol language: what a trial's file may say. Everything a trial does is derived from this shape.
import { z } from 'zod';
import { Slug } from '../id.js';

/** A label: one text, or one text for each language. */
export const Text = z.union([
  z.string().min(1),
  z.record(z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/), z.string().min(1)),
]);
export type Text = z.infer<typeof Text>;

/** Where a statement of the protocol comes from; `assumed` marks what no source says. */
const provenance = {
  source: z.string().optional().describe('where this statement comes from'),
  assumed: z.boolean().optional().describe('true where no source says it'),
};

/** An expression in CEL over the items that the protocol collects. */
export const Expression = z.string().min(1);

export const Treatment = z.strictObject({
  id: Slug,
  name: Text,
  kind: z.enum(['active', 'placebo', 'comparator']),
  description: Text.optional(),
  ...provenance,
});

export const Period = z.strictObject({ id: Slug, name: Text, ...provenance });

export const Sequence = z.strictObject({
  id: Slug,
  name: Text,
  treatments: z.array(Slug).min(1).describe('one treatment for each period, in order'),
  ...provenance,
});

/** A dose given at one moment that visits are counted from (an infusion of the product). */
export const Administration = z.strictObject({
  id: Slug,
  name: Text,
  period: Slug,
  route: z.string(),
  anchor: z
    .strictObject({ from: Slug, offsetDays: z.int() })
    .describe('planned day, counted from "randomisation" or another administration'),
  gate: z
    .strictObject({
      visit: Slug.describe('the visit whose items the rule reads'),
      rule: Expression,
      withinWorkingDays: z.int().positive().optional(),
      ...provenance,
    })
    .optional()
    .describe('what must be true before this administration is permitted'),
  ...provenance,
});

export const Visit = z.strictObject({
  id: Slug,
  name: Text,
  period: Slug.optional().describe('absent for visits before randomisation'),
  anchor: Slug.describe('"screening", "randomisation", or an administration'),
  offsetDays: z.int().optional().describe('planned day after the anchor; absent where it is not known'),
  windowDays: z
    .strictObject({ before: z.int().min(0), after: z.int().min(0) })
    .optional()
    .describe('days that the visit may be early or late; absent where no window is known'),
  forms: z.array(Slug),
  unscheduled: z.boolean().optional(),
  ...provenance,
});

export const Item = z.strictObject({
  id: Slug,
  name: Text,
  type: z.enum(['integer', 'decimal', 'text', 'boolean', 'date', 'code']),
  unit: z.string().optional().describe('UCUM'),
  min: z.number().optional(),
  max: z.number().optional(),
  codes: z.array(z.strictObject({ code: z.string().min(1), name: Text })).optional(),
  required: z.boolean().optional(),
  ...provenance,
});

export const Form = z.strictObject({
  id: Slug,
  name: Text,
  items: z.array(Item).min(1),
  repeats: z.boolean().optional(),
  ...provenance,
});

export const Criterion = z.strictObject({
  id: Slug,
  name: Text,
  rule: Expression.describe('true where the participant may take part'),
  ...provenance,
});

export const CriterionOverride = z.strictObject({
  id: Slug.describe('the criterion that this replaces, or a new one'),
  name: Text.optional(),
  rule: Expression,
  ...provenance,
});

export const Registration = z.strictObject({ registry: z.string(), id: z.string() });

export const NationalTrial = z.strictObject({
  id: Slug,
  name: Text,
  country: z.string().regex(/^[A-Z]{2}$/, 'ISO 3166-1 alpha-2'),
  registrations: z.array(Registration).optional(),
  eligibility: z.array(CriterionOverride).optional(),
  ...provenance,
});

export const Site = z.strictObject({
  id: Slug,
  name: Text,
  nationalTrial: Slug.optional(),
  ...provenance,
});

export const Consent = z.strictObject({
  id: Slug,
  name: Text,
  version: z.string(),
  requiredFor: z.array(z.enum(['screening', 'harvest', 'randomisation'])),
  items: z.array(z.strictObject({ id: Slug, name: Text, required: z.boolean() })).optional(),
  ...provenance,
});

export const Product = z.strictObject({
  name: Text,
  origin: z.enum(['autologous', 'offTheShelf']),
  dose: z.strictObject({ min: z.number(), max: z.number(), unit: z.string(), perKg: z.boolean(), ...provenance }),
  volumeMlPerKg: z.number().positive(),
  expiryHours: z.number().positive(),
  maximumHarvests: z.int().positive(),
  laboratory: z.array(Item).describe('the laboratory values of a batch and of a bag; seen by unblinded roles only'),
  releaseTests: z
    .array(z.strictObject({ id: Slug, name: Text, rule: Expression, ...provenance }))
    .describe('rules over the laboratory values of a batch'),
  ...provenance,
});

const strata = z.array(
  z.strictObject({
    id: Slug,
    from: z.union([z.literal('site'), z.literal('nationalTrial'), z.strictObject({ item: Slug })]),
  }),
);

export const Randomisation = z.discriminatedUnion('method', [
  z.strictObject({
    method: z.literal('permutedBlocks'),
    blockSizes: z.array(z.int().positive()).min(1).describe('one size: fixed; several: drawn at random'),
    ratio: z.record(Slug, z.int().positive()),
    strata,
    ...provenance,
  }),
  z.strictObject({
    method: z.literal('uploadedList'),
    ratio: z.record(Slug, z.int().positive()).optional(),
    strata,
    ...provenance,
  }),
]);

export const RoleDefinition = z.strictObject({
  id: Slug,
  name: Text,
  blinded: z.boolean(),
  rights: z.array(z.string()).describe('commands and views'),
  scope: z.enum(['trial', 'site']),
});

export const Blinding = z.strictObject({
  masked: z.array(z.string()).describe('who is kept blind'),
  roles: z.array(RoleDefinition).optional().describe('replaces or adds to the standard roles'),
  incompatible: z.array(z.tuple([Slug, Slug])).optional(),
  ...provenance,
});

export const AdverseEvents = z.strictObject({
  dictionary: z.strictObject({
    name: z.string(),
    systemOrganClasses: z.array(z.strictObject({ code: Slug, name: Text })),
  }),
  severity: z
    .array(z.strictObject({ code: Slug, name: Text }))
    .min(1)
    .describe('from mild to fatal'),
  causalityTo: z.array(z.enum(['harvest', 'infusion', 'product'])),
  collected: z
    .strictObject({ from: Slug, to: Slug })
    .optional()
    .describe('anchor or visit from which, and visit until which, events are counted'),
  ...provenance,
});

export const AnalysisSet = z.strictObject({
  id: Slug,
  name: Text,
  kind: z.enum(['asRandomised', 'perProtocol', 'asReceived']),
  ...provenance,
});

/** How one number for each participant (or participant and period) is made of recorded items. */
export const Endpoint = z.strictObject({
  id: Slug,
  name: Text,
  type: z.enum(['count', 'continuous', 'binary']),
  role: z.enum(['primary', 'secondary', 'exploratory', 'covariate', 'safety']),
  item: z.strictObject({ form: Slug, item: Slug }),
  visits: z.array(Slug).min(1).optional(),
  visitsByPeriod: z
    .record(Slug, z.array(Slug).min(1))
    .optional()
    .describe('for endpoints with one value in each period'),
  summary: z.enum(['sum', 'value', 'mean', 'last']),
  readable: Expression.optional().describe('over the items of the same form: whether this visit contributes'),
  ...provenance,
});

export const Analysis = z.strictObject({
  id: Slug,
  name: Text,
  endpoint: Slug,
  set: Slug,
  role: z.enum(['primary', 'secondary', 'supporting', 'exploratory', 'descriptive']),
  method: z.enum(['nb-glm', 'crossover-2x2-hills-armitage', 'two-by-two', 'two-poisson-rates', 'summary']),
  period: Slug.optional().describe('only this period of an endpoint that has one value in each'),
  terms: z.array(z.string()).optional().describe('as in R: "sequence", "log(baselineGel + 1)"'),
  offset: z
    .string()
    .optional()
    .describe('"log(scansRead)", where scansRead is the number of visits that contributed to the endpoint'),
  effect: z.strictObject({ term: z.enum(['sequence', 'treatment']), active: Slug, reference: Slug }),
  information: z.enum(['expected', 'observedJoint']).optional(),
  interval: z.enum(['wald', 'profile', 'miettinenNurminen', 'exact']).optional(),
  confidence: z.number().gt(0).lt(1).optional(),
  ...provenance,
});

/** A comparison of adverse events between sequences or treatments received; outside the testing procedure. */
export const SafetyComparison = z.strictObject({
  id: Slug,
  name: Text,
  set: Slug,
  events: z
    .strictObject({ systemOrganClass: Slug.optional(), serious: z.boolean().optional() })
    .describe('which adverse events count; {} for all'),
  method: z
    .enum(['two-by-two', 'two-poisson-rates'])
    .describe('participants with at least one event, or events per time at risk'),
  exposureWeeks: z.number().positive().optional().describe('planned weeks at risk of each participant'),
  effect: z.strictObject({ term: z.enum(['sequence', 'treatment']), active: Slug, reference: Slug }),
  interval: z.enum(['wald', 'newcombe', 'miettinenNurminen', 'exact']).optional(),
  confidence: z.number().gt(0).lt(1).optional(),
  ...provenance,
});

export const Testing = z.strictObject({
  procedure: z.literal('fixedSequence'),
  order: z.array(Slug),
  alpha: z.number().gt(0).lt(1),
  ...provenance,
});

export const DataCut = z.strictObject({
  id: Slug,
  name: Text,
  visits: z.array(Slug).min(1),
  audience: z.array(Slug).min(1).describe('roles for whom alone this cut is unblinded'),
  ...provenance,
});

export const Protocol = z.strictObject({
  equipoise: z.literal(1).describe('version of this language'),
  id: Slug,
  version: z.string().min(1),
  title: Text,
  acronym: z.string().min(1),
  phase: z.string().optional(),
  condition: Text.optional(),
  sponsor: z.strictObject({ name: z.string(), ...provenance }).optional(),
  registrations: z.array(Registration).optional(),
  references: z.array(z.string()).optional(),
  design: z.enum(['parallel', 'crossover']),
  plannedParticipants: z.int().positive().optional(),
  treatments: z.array(Treatment).min(2),
  periods: z.array(Period).min(1),
  sequences: z.array(Sequence).min(2),
  nationalTrials: z.array(NationalTrial).optional(),
  sites: z.array(Site).min(1),
  consents: z.array(Consent),
  eligibility: z.strictObject({
    stages: z.array(z.enum(['harvest', 'randomisation'])),
    criteria: z.array(Criterion),
  }),
  product: Product.optional(),
  administrations: z.array(Administration),
  visits: z.array(Visit).min(1),
  forms: z.array(Form).min(1),
  randomisation: Randomisation,
  blinding: Blinding,
  adverseEvents: AdverseEvents.optional(),
  analysisSets: z.array(AnalysisSet).min(1),
  endpoints: z.array(Endpoint).min(1),
  analyses: z.array(Analysis).min(1),
  safetyComparisons: z.array(SafetyComparison).optional(),
  testing: Testing,
  cuts: z.array(DataCut).optional(),
  ...provenance,
});
export type Protocol = z.infer<typeof Protocol>;
export type Criterion = z.infer<typeof Criterion>;
export type Visit = z.infer<typeof Visit>;
export type Form = z.infer<typeof Form>;
export type Item = z.infer<typeof Item>;
export type Endpoint = z.infer<typeof Endpoint>;
export type Analysis = z.infer<typeof Analysis>;
export type Administration = z.infer<typeof Administration>;
export type Randomisation = z.infer<typeof Randomisation>;
export type RoleDefinition = z.infer<typeof RoleDefinition>;
export type Sequence = z.infer<typeof Sequence>;
export type Treatment = z.infer<typeof Treatment>;
export type DataCut = z.infer<typeof DataCut>;
export type Product = z.infer<typeof Product>;
export type SafetyComparison = z.infer<typeof SafetyComparison>;
export type AdverseEvents = z.infer<typeof AdverseEvents>;
export type AnalysisSet = z.infer<typeof AnalysisSet>;
export type Consent = z.infer<typeof Consent>;
export type NationalTrial = z.infer<typeof NationalTrial>;
export type Period = z.infer<typeof Period>;
export type Site = z.infer<typeof Site>;
export type Testing = z.infer<typeof Testing>;
