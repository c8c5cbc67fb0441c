// Writes the protocol of a new trial: whole, checked as it stands, and commented for whoever goes on writing.
import { writeAnalyses } from './analysis-text.js';
import { idOf, type NewTrialAnswers } from './answers.js';
import { layOut, type NewLayout } from './layout.js';
import { quote } from './quote.js';

/** The schema that editors complete and check by, as the first line of a protocol names it. */
const schemaLine = (schema: string) => `# yaml-language-server: $schema=${schema}`;

/** The protocol as YAML. The answers must have no problems. */
export function writeProtocol(answers: NewTrialAnswers, schema: string): string {
  const layout = layOut(answers);
  return [
    `${schemaLine(schema)}
# A protocol to go on from. Everything that the trial does follows from this file: "equipoise check" names what is wrong in it.
# All that is marked here was proposed, not decided: go through it from top to bottom. Lines after a "#" are for people only.
`,
    writeIdentity(answers),
    writeArms(answers, layout),
    writePlaces(answers),
    writeVisits(answers, layout),
    writeForms(answers),
    writeRandomisation(answers, layout),
    writeEndpoints(answers, layout),
    writeAnalyses(answers, layout),
  ].join('\n');
}

function writeIdentity({ title, acronym, design, treatments, participants }: NewTrialAnswers): string {
  const scheme = {
    crossover: `\n  scheme: ${treatments.length === 2 ? 'twoByTwo' : 'williams'}\n  # Days without treatment between the periods.\n  washout: { days: 14 }`,
    delayedStart: `\n  active: ${idOf(treatments[0] ?? '')}`,
    parallel: '',
    factorial: `\n  factors:${treatments.map((name) => writeFactor(name)).join('')}`,
  }[design];
  return `equipoise: 1
id: ${idOf(acronym)}
# Each amendment gets a version of its own; "equipoise diff OLD NEW" says what it changes.
version: "0.1"
title: ${quote(title)}
acronym: ${quote(acronym)}
# phase: "2"
# condition: The disease
# registrations: [{ registry: ClinicalTrials.gov, id: NCT00000000 }]
# Nothing below has a source yet. Give parts a "source", and take this away.
assumed: true

design:
  type: ${design}${scheme}
plannedParticipants: ${participants}
`;
}

function writeFactor(name: string): string {
  return `
    - id: ${idOf(name)}
      name: ${quote(name)}
      levels: [{ id: notGiven, name: Not given }, { id: given, name: Given }]`;
}

function writeArms({ design }: NewTrialAnswers, { treatments, periods, sequences }: NewLayout): string {
  const kind = (id: string, index: number, levels?: Readonly<Record<string, string>>) => {
    if (levels !== undefined) return id === 'neither' ? 'placebo' : 'active';
    if (index < treatments.length - 1) return 'active';
    return design === 'delayedStart'
      ? 'noTreatment'
      : /placebo/i.test(treatments[index]!.name)
        ? 'placebo'
        : 'comparator';
  };
  const levelsOf = (levels?: Readonly<Record<string, string>>) =>
    levels === undefined
      ? ''
      : `, levels: { ${Object.entries(levels)
          .map(([factor, level]) => `${factor}: ${level}`)
          .join(', ')} }`;
  return `# kind: active, placebo, comparator, sham or noTreatment.
treatments:
${treatments.map(({ id, name, levels }, index) => `  - { id: ${id}, name: ${quote(name)}, kind: ${kind(id, index, levels)}${levelsOf(levels)} }\n`).join('')}
periods:
${periods.map(({ id, name }) => `  - { id: ${id}, name: ${quote(name)}, durationDays: ${design === 'crossover' ? 28 : 84} }\n`).join('')}
# What participants are randomised to: one treatment for each period.${design === 'crossover' && treatments.length > 2 ? ' Each treatment follows each other one equally often.' : ''}
sequences:
${sequences.map(({ id, name, treatments: order }) => `  - { id: ${id}, name: ${quote(name)}, treatments: [${order.join(', ')}] }\n`).join('')}`;
}

function writePlaces({ sites }: NewTrialAnswers): string {
  return `sites:
${Array.from({ length: sites }, (_, index) => `  - { id: site${index + 1}, name: Site ${index + 1} }\n`).join('')}
# Nobody is screened without it. Further consents, and separate questions (items), go here.
consents:
  - { id: participation, name: Consent to take part, version: "1.0", requiredFor: [screening] }

# True where the participant may take part. A rule that needs a value that is missing is not satisfied.
eligibility:
  stages: [randomisation]
  criteria:
    - { id: adult, name: Aged 18 or more, rule: ageYears >= 18 }

# Doses at one moment from which visits are counted, such as an infusion; none here.
administrations: []
`;
}

function writeVisits({ endpoint }: NewTrialAnswers, { visits }: NewLayout): string {
  const forms = endpoint === 'timeToEvent' ? '[vitalSigns]' : '[outcomeForm]';
  const before = endpoint === 'timeToEvent' ? '[baseline, vitalSigns]' : '[baseline, outcomeForm]';
  return `# Planned as days after an anchor, with a window.
visits:
  - { id: screening, name: Screening, anchor: screening, offsetDays: 0, forms: ${before} }
${visits.map(({ id, name, period, day }) => `  - { id: ${id}, name: ${name}, period: ${period}, anchor: randomisation, offsetDays: ${day}, windowDays: { before: 3, after: 3 }, forms: ${forms} }\n`).join('')}${
  endpoint === 'timeToEvent'
    ? `  - { id: unscheduled, name: Unscheduled visit, period: ${visits[0]!.period}, anchor: randomisation, unscheduled: true, forms: [eventForm] }\n`
    : ''
}`;
}

const outcomeForms = {
  count: `  - id: outcomeForm
    name: Events
    items:
      - { id: events, name: Events since the last visit, type: integer, min: 0, max: 500, required: true }
`,
  continuous: `  - id: outcomeForm
    name: Score
    items:
      - { id: score, name: Score, type: decimal, min: 0, max: 100, decimals: 1, required: true }
`,
  binary: `  - id: outcomeForm
    name: Response
    items:
      - { id: response, name: Response to treatment, type: boolean, required: true }
`,
  timeToEvent: `  - id: vitalSigns
    name: Vital signs
    items:
      - { id: weightKg, name: Weight, type: decimal, unit: kg, min: 25, max: 250, required: true }
  - id: eventForm
    name: Event
    repeats: true
    items:
      - { id: eventOn, name: Day of the event, type: date, required: true }
`,
} as const;

function writeForms({ endpoint }: NewTrialAnswers): string {
  return `# What is collected. Units are those of UCUM ("a" is a year).
forms:
  - id: baseline
    name: Baseline
    items:
      - { id: ageYears, name: Age, type: integer, unit: a, min: 0, max: 120, required: true }
      - id: sex
        name: Sex
        type: code
        codes: [{ code: female, name: Female }, { code: male, name: Male }]
        required: true
${outcomeForms[endpoint]}`;
}

function writeRandomisation({ method, openLabel }: NewTrialAnswers, { sequences, visits }: NewLayout): string {
  const ratio = `{ ${sequences.map(({ id }) => `${id}: 1`).join(', ')} }`;
  const strata = '  strata:\n    - { id: site, from: site }\n';
  const lines = {
    permutedBlocks: `  method: permutedBlocks\n  # Several sizes are drawn from at random.\n  blockSizes: [${sequences.length}, ${2 * sequences.length}]\n  ratio: ${ratio}\n${strata}`,
    minimisation: `  method: minimisation\n  ratio: ${ratio}\n  strata: []\n  # Kept in balance, each by itself.\n  factors:\n    - { id: site, from: site }\n    - { id: sex, from: { item: sex } }\n  measure: range\n  probability: 0.8\n`,
    bigStick: `  method: bigStick\n  # Of the two groups, in each stratum.\n  maximumImbalance: 3\n${strata}`,
    simple: `  method: simple\n  ratio: ${ratio}\n  strata: []\n`,
  }[method];
  return `# "equipoise randomisation TRIAL --assess" says how well it is balanced, and how often the next allocation can be guessed.
randomisation:
${lines}
# Who does not know the treatments.
blinding:
${openLabel ? '  masked: []\n  openLabel: true\n' : '  masked: [participant, investigator, outcomes assessor]\n'}
adverseEvents:
  dictionary:
    name: Plain system organ classes
    systemOrganClasses:
      - { code: infections, name: Infections and infestations }
      - { code: general, name: General disorders }
      - { code: other, name: Other }
  severity: [{ code: mild, name: Mild }, { code: moderate, name: Moderate }, { code: severe, name: Severe }]
  causalityTo: [product]
  collected: { from: randomisation, to: ${visits.at(-1)!.id} }

# What can happen after randomisation that changes what a value means.
intercurrentEvents:
  - { id: stopped, name: Treatment stopped, occurs: { by: withdrawal, kinds: [treatment] } }
`;
}

function writeEndpoints({ endpoint, design }: NewTrialAnswers, { periods, visits }: NewLayout): string {
  const ofPeriod = (id: string) => visits.filter(({ period }) => period === id).map((visit) => visit.id);
  const byPeriod = `{ ${periods.map(({ id }) => `${id}: [${ofPeriod(id).join(', ')}]`).join(', ')} }`;
  const first = ofPeriod(periods[0]!.id);
  const isCount = endpoint === 'count';
  const visitsLine =
    design === 'crossover'
      ? `visitsByPeriod: ${byPeriod}`
      : `visits: [${(isCount ? first : first.slice(-1)).join(', ')}]`;
  const item = { count: 'events', continuous: 'score', binary: 'response', timeToEvent: '' }[endpoint];
  const name = { count: 'Events', continuous: 'Score', binary: 'Response', timeToEvent: '' }[endpoint];
  const later =
    design === 'delayedStart' ? '\n  # Before the delayed group starts: at the end of the first period.' : '';
  const main =
    endpoint === 'timeToEvent'
      ? `  - id: outcome
    name: Weeks to the first event
    type: timeToEvent
    role: primary
    item: { form: eventForm, item: eventOn }
    summary: timeToFirst
    event: { from: randomisation, unit: weeks, censoring: { at: [withdrawal, lastVisit] } }
`
      : `  - id: outcome
    name: ${name}${design === 'crossover' ? ' in each period' : isCount ? ' over the visits' : ' at the end'}
    type: ${endpoint}
    role: primary
    item: { form: outcomeForm, item: ${item} }
    ${visitsLine}
    summary: ${isCount ? 'sum' : 'value'}
`;
  const before =
    endpoint === 'count' || endpoint === 'continuous'
      ? `  - id: outcomeBefore
    name: ${name} at screening
    type: ${endpoint}
    role: covariate
    item: { form: outcomeForm, item: ${item} }
    visits: [screening]
    summary: value
`
      : '';
  return `# Who is analysed.
analysisSets:
  - { id: FAS, name: Full analysis set, kind: asRandomised }
  - { id: PP, name: Per-protocol set, kind: perProtocol }

# How one number is made of what was recorded.${later}
endpoints:
${main}${before}`;
}
