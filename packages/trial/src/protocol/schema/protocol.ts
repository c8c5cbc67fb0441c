// The whole file: what a trial's protocol may say. Everything that a trial does is derived from this shape.
import { z } from 'zod';
import { Slug } from '../../id.js';
import { Delegation, SiteActivation } from './access.js';
import { Analysis } from './analysis.js';
import { Blinding } from './blinding.js';
import { Deferral, Laboratory, Screening } from './capture.js';
import { Consent, Criterion, NationalTrial, Registration, Site } from './conduct.js';
import { DataReview } from './data-review.js';
import { Administration, Anchor, DesignOrWord, Element, Epoch, Period, Sequence, Treatment } from './design.js';
import { ProtocolText } from './document.js';
import { Endpoint } from './endpoint.js';
import { AnalysisSet, Estimand, IntercurrentEvent, Objective } from './estimand.js';
import { CodeList, EditCheck, Form } from './form.js';
import { Product } from './product.js';
import { provenance } from './provenance.js';
import { Randomisation } from './randomisation.js';
import { Reading } from './reading.js';
import { SafetyConduct } from './reported-safety.js';
import { IdentifierField, RetentionClass } from './retention.js';
import { AdverseEvents, SafetyComparison } from './safety.js';
import { Activity, Visit } from './schedule.js';
import { DataCut, PowerAssumption, Testing } from './testing.js';
import { Language, Text, Translation } from './text.js';

export const Protocol = z.strictObject({
  equipoise: z.literal(1).describe('version of this language'),
  id: Slug.describe('the name of the trial in commands and files'),
  version: z.string().min(1).describe('version of the protocol; write it in quotes'),
  versionDate: z.string().optional().describe('day of this version, YYYY-MM-DD'),
  title: Text.describe('full title'),
  acronym: z.string().min(1).describe('short name'),
  languages: z.array(Language).min(1).optional().describe('languages that every text should be in'),
  phase: z.string().optional().describe('phase of the trial'),
  condition: Text.optional().describe('disease or condition'),
  sponsor: z
    .strictObject({
      name: z.string().describe('legal name'),
      address: z.string().optional().describe('legal address'),
      ...provenance,
    })
    .optional()
    .describe('who is responsible for the trial'),
  registrations: z.array(Registration).optional().describe('numbers of the trial in registries'),
  references: z.array(z.string()).optional().describe('sources, which `source` of other parts cites'),
  text: ProtocolText.optional().describe('sections of the document that are nothing but text, by ICH M11'),
  objectives: z.array(Objective).optional().describe('what the trial is to find out'),
  design: DesignOrWord,
  plannedParticipants: z.int().positive().optional().describe('how many are to be randomised'),
  treatments: z.array(Treatment).min(2).describe('what is given'),
  periods: z.array(Period).min(1).describe('treatment intervals, in order'),
  sequences: z.array(Sequence).min(2).describe('what is randomised: the treatments of a participant, in order'),
  epochs: z.array(Epoch).optional().describe('all intervals, in order; absent: screening, then the periods'),
  elements: z.array(Element).optional().describe('building blocks of the sequences'),
  nationalTrials: z.array(NationalTrial).optional().describe('partially independent trials of this protocol'),
  sites: z.array(Site).min(1).describe('where participants are seen'),
  siteActivation: SiteActivation.optional().describe(
    'what a site needs before it takes part; absent: in a live trial opinion of the ethics committee, authority, contract and initiation, otherwise nothing',
  ),
  secondFactor: z
    .literal('required')
    .optional()
    .describe('required: everybody signs in with a second factor or a passkey; absent: as the installation says'),
  delegation: Delegation.optional().describe('tasks that an investigator delegates, and training'),
  consents: z.array(Consent).describe('what participants agree to'),
  eligibility: z
    .strictObject({
      stages: z.array(z.enum(['harvest', 'randomisation'])).describe('when it is judged'),
      criteria: z.array(Criterion).describe('who may take part'),
      ...provenance,
    })
    .describe('who may take part'),
  screening: Screening.optional().describe('screening numbers, and screening again'),
  product: Product.optional().describe('a product that is made or kept for the trial; absent: none'),
  administrations: z.array(Administration).describe('doses given at one moment, from which visits are counted'),
  anchors: z.array(Anchor).optional().describe('other dated events from which visits are counted'),
  visits: z.array(Visit).min(1).describe('planned, conditional and unscheduled visits, in order'),
  defers: z.array(Deferral).optional().describe('recorded facts that put forms off'),
  activities: z.array(Activity).optional().describe('rows of the schedule of activities beside the forms'),
  codeLists: z.array(CodeList).optional().describe('codes that several items share'),
  forms: z.array(Form).min(1).describe('what is collected'),
  editChecks: z.array(EditCheck).optional().describe('rules that recorded values must meet'),
  laboratory: Laboratory.optional().describe('analytes, whose reference ranges each site gives by date'),
  randomisation: Randomisation.describe('how sequences are assigned'),
  blinding: Blinding.describe('who is kept blind, and the roles of the trial'),
  readings: z.array(Reading).optional().describe('central readings of scans'),
  adverseEvents: AdverseEvents.optional().describe('how adverse events are recorded; absent: they are not'),
  safety: SafetyConduct.optional().describe('what is done about serious events'),
  dataReview: DataReview.optional().describe('signatures, source verification, coding, conditions of the lock'),
  intercurrentEvents: z.array(IntercurrentEvent).optional().describe('events that change the meaning of an endpoint'),
  analysisSets: z.array(AnalysisSet).min(1).describe('who is analysed'),
  endpoints: z.array(Endpoint).min(1).describe('what is measured'),
  estimands: z.array(Estimand).optional().describe('what is to be estimated, in five attributes'),
  analyses: z.array(Analysis).min(1).describe('how it is estimated'),
  safetyComparisons: z.array(SafetyComparison).optional().describe('comparisons of adverse events'),
  testing: Testing.describe('which analyses are tested, and how error is controlled'),
  power: z.array(PowerAssumption).optional().describe('what the size of the trial rests on'),
  identifiers: z
    .array(IdentifierField)
    .optional()
    .describe('what a site may keep of who its participants are; absent: all but the date of birth'),
  retention: z
    .array(RetentionClass)
    .optional()
    .describe('what is not erased for how long; absent: as the law of the European Union asks for'),
  cuts: z.array(DataCut).optional().describe('looks at a part of the data while the trial goes on'),
  translations: z
    .array(Translation)
    .optional()
    .describe(
      'texts of this file in its other languages: each entry translates every text that equals its text in the first language',
    ),
  ...provenance,
});
export type Protocol = z.infer<typeof Protocol>;
