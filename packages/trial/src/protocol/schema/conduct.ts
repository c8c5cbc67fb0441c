// Where and with whom the trial takes place: eligibility, consents, national trials and sites with what differs there.
import { z } from 'zod';
import { Slug } from '../../id.js';
import { provenance } from './provenance.js';
import { Day, Expression, Language, named, Text } from './text.js';

export const Criterion = z.strictObject({
  ...named,
  kind: z.enum(['inclusion', 'exclusion']).optional().describe('under which heading it is listed; absent: inclusion'),
  rule: Expression.describe('true where the participant may take part'),
  ...provenance,
});
export type Criterion = z.infer<typeof Criterion>;

export const CriterionOverride = z.strictObject({
  id: Slug.describe('the criterion that this replaces or removes, or a new one'),
  name: Text.optional().describe('the label; needed for a new criterion'),
  kind: z.enum(['inclusion', 'exclusion']).optional().describe('under which heading it is listed'),
  rule: Expression.optional().describe('true where the participant may take part; needed unless `remove`'),
  remove: z.literal(true).optional().describe('true: this criterion does not count here'),
  ...provenance,
});
export type CriterionOverride = z.infer<typeof CriterionOverride>;

const stage = z.enum(['screening', 'harvest', 'randomisation']);

const ConsentVersion = z.strictObject({
  version: z.string().min(1).describe('version of the information sheet and form'),
  nationalTrials: z.array(Slug).min(1).optional().describe('national trials in which it is used; absent: all'),
  sites: z.array(Slug).min(1).optional().describe('sites at which it is used; absent: all'),
  from: Day.optional().describe('day from which it is used'),
  reconsent: z
    .enum(['required', 'none'])
    .optional()
    .describe('required: participants who gave an older version are asked again; absent: required'),
  languages: z.array(Language).optional().describe('languages in which it exists'),
  changes: Text.optional().describe('what is new in it'),
  ...provenance,
});
export type ConsentVersion = z.infer<typeof ConsentVersion>;

export const Consent = z.strictObject({
  ...named,
  version: z.string().min(1).describe('version that is in use where `versions` says nothing else'),
  versions: z
    .array(ConsentVersion)
    .optional()
    .describe('later versions, and versions of national trials and sites, oldest first'),
  requiredFor: z.array(stage).describe('stages that are refused without it'),
  items: z
    .array(
      z.strictObject({
        ...named,
        required: z.boolean().describe('whether the consent is worth nothing without it'),
        ...provenance,
      }),
    )
    .optional()
    .describe('separate questions of the consent'),
  ...provenance,
});
export type Consent = z.infer<typeof Consent>;

export const Registration = z.strictObject({
  registry: z.string().min(1).describe('name of the registry'),
  id: z.string().min(1).describe('number of the trial in it'),
});

const overrides = z
  .array(CriterionOverride)
  .optional()
  .describe('criteria that are replaced, removed or added here; in the order of the protocol, new ones last');

export const NationalTrial = z.strictObject({
  ...named,
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'ISO 3166-1 alpha-2')
    .describe('ISO 3166-1 alpha-2'),
  registrations: z.array(Registration).optional().describe('registrations of this national trial'),
  eligibility: overrides,
  sponsor: z.string().optional().describe('legal sponsor in this country'),
  authority: z.string().optional().describe('competent authority'),
  languages: z.array(Language).optional().describe('languages of its participants'),
  plannedParticipants: z.int().positive().optional().describe('how many are to be randomised here'),
  ...provenance,
});
export type NationalTrial = z.infer<typeof NationalTrial>;

export const Site = z.strictObject({
  ...named,
  nationalTrial: Slug.optional().describe('id of the national trial to which it belongs'),
  eligibility: overrides,
  numberPrefix: z
    .string()
    .regex(/^[A-Za-z0-9]{1,12}$/, 'letters and digits, at most 12')
    .optional()
    .describe('prefix of its screening numbers; absent: its id'),
  timeZone: z.string().optional().describe('IANA time zone, such as "Europe/Rome"'),
  holidays: z
    .array(Day)
    .optional()
    .describe('days on which nobody works here, beside Saturdays and Sundays; working days are counted without them'),
  languages: z.array(Language).optional().describe('languages of its participants'),
  plannedParticipants: z.int().positive().optional().describe('how many are to be randomised here'),
  ...provenance,
});
export type Site = z.infer<typeof Site>;
