// An output made by hand for the tests of the report: plausible, SYNTHETIC, about nobody, computed by nothing.
import type { AnalysisOutput, AnalysisResult, SafetyRow, VisitSummaryRow } from '../output.js';

const early = 'earlyMsc';
const delayed = 'delayedMsc';
const digest = '3f0c1d5a9be27a64c8d1e5f2a7b3940c6d8e1f2a3b4c5d6e7f8091a2b3c4d5e6';

function analysis(facts: Partial<AnalysisResult> & Pick<AnalysisResult, 'id' | 'name' | 'endpoint'>): AnalysisResult {
  return {
    role: 'secondary',
    analysisSet: 'FAS',
    method: 'nb-glm',
    methodDescription:
      'NB2, count ~ sequence + log(baselineGel + 1) + offset(log(scansRead)); expected information; Wald interval, normal quantile',
    effectMeasure: 'rate ratio',
    contrast: 'Early MSC against Delayed MSC',
    estimate: null,
    ci: null,
    confidence: 0.95,
    p: null,
    n: { [early]: 61, [delayed]: 59 },
    contributing: { [early]: 58, [delayed]: 57 },
    status: 'descriptive',
    postHoc: false,
    assumed: true,
    flags: [],
    result: {},
    trace: { participants: 120, records: 471, digest },
    ...facts,
  };
}

const analyses: readonly AnalysisResult[] = [
  analysis({
    id: 'primary',
    name: 'Gadolinium-enhancing lesions, weeks 4 to 24',
    role: 'primary',
    endpoint: 'gelWeek24',
    estimate: 0.8134,
    ci: [0.4421, 1.4966],
    p: 0.5061,
    status: 'tested',
    result: {
      theta: 0.31245,
      rateRatio: 0.8134,
      effect: { wald: { se: 0.31102, z: -0.66388 } },
      coefficients: { sequence: -0.20653 },
    },
  }),
  analysis({
    id: 'primaryObserved',
    name: 'Primary model with the joint observed information',
    role: 'supporting',
    endpoint: 'gelWeek24',
    estimate: 0.8134,
    ci: [0.4398, 1.5043],
    p: 0.5104,
  }),
  analysis({
    id: 'primaryPerProtocol',
    name: 'Primary model in the per-protocol set',
    role: 'supporting',
    endpoint: 'gelWeek24',
    analysisSet: 'PP',
    estimate: 0.7712,
    ci: [0.4102, 1.4499],
    p: 0.4199,
    n: { [early]: 55, [delayed]: 54 },
    contributing: { [early]: 54, [delayed]: 53 },
  }),
  analysis({
    id: 'combinedActivity',
    name: 'Combined unique MRI activity, weeks 4 to 24',
    endpoint: 'combinedActivityWeek24',
    estimate: 1.0912,
    ci: [0.6614, 1.8003],
    p: 0.7325,
    status: 'not tested (nominal)',
  }),
  analysis({
    id: 'relapses',
    name: 'Relapses, weeks 0 to 24',
    endpoint: 'relapsesWeek24',
    estimate: 0.4901,
    ci: [0.1312, 24.7],
    p: 0.0412,
    status: 'not tested (nominal)',
    postHoc: true,
    methodDescription: 'NB2, count ~ sequence; expected information; Wald interval, normal quantile',
  }),
  analysis({
    id: 'gelBetweenPeriods',
    name: 'Gadolinium-enhancing lesions, placebo period against active period',
    endpoint: 'gelByPeriod',
    method: 'crossover-2x2-hills-armitage',
    methodDescription: 'two-sample t on period differences, pooled variance; t quantile',
    effectMeasure: 'difference in means',
    contrast: 'Mesenchymal stem cells against Placebo',
    estimate: -0.312,
    ci: [-1.884, 1.26],
    p: 0.695,
    flags: ['carry-over cannot be told from treatment in this design'],
  }),
  analysis({
    id: 'gelVolume',
    name: 'Volume of gadolinium-enhancing lesions, weeks 4 to 24',
    endpoint: 'gelVolumeWeek24',
    method: 'summary',
    methodDescription: 'number, mean, standard deviation, quartiles (type 7) and range; missing values left out',
    effectMeasure: 'none',
    contrast: '',
    result: {
      bySequence: {
        [early]: { n: 58, missing: 3, mean: 141.22, sd: 402.1, median: 12.5, q1: 0, q3: 98.25 },
        [delayed]: { n: 57, missing: 2, mean: 166.4, sd: 511.9, median: 20, q1: 0, q3: 120 },
      },
    },
  }),
  analysis({
    id: 'edss24',
    name: 'EDSS at week 24',
    endpoint: 'edssWeek24',
    method: 'summary',
    methodDescription: 'number, mean, standard deviation, quartiles (type 7) and range; missing values left out',
    effectMeasure: 'none',
    contrast: '',
    result: {
      bySequence: {
        [early]: { n: 57, missing: 4, mean: 4.11, sd: 1.32, median: 4, q1: 3, q3: 5 },
        [delayed]: { n: 58, missing: 1, mean: 4.06, sd: 1.41, median: 4, q1: 3, q3: 5.5 },
      },
    },
  }),
];

function visitRows(endpoint: string): readonly VisitSummaryRow[] {
  return ['W4', 'W12', 'W24'].flatMap((visit, index) =>
    [early, delayed].map((sequence, arm) => ({
      endpoint,
      visit,
      sequence,
      n: 58 - index - arm,
      unreadable: 1,
      missing: 2 + index + arm,
      total: 102 - 9 * index + 14 * arm,
      mean: (102 - 9 * index + 14 * arm) / (58 - index - arm),
      median: 0,
      q1: 0,
      q3: 2 + arm * 0.5,
      zeros: 33 - 2 * arm + index,
    })),
  );
}

function safetyRows(by: SafetyRow['by'], groups: readonly (readonly [string, number, number])[]): readonly SafetyRow[] {
  const kinds = [
    ['all', 'All adverse events', 1],
    ['infections', 'Infections and infestations', 0.3],
    ['nervousSystem', 'Nervous system disorders', 0.2],
    ['gastrointestinal', 'Gastrointestinal disorders', 0.1],
  ] as const;
  const counted = kinds.flatMap(([event, label, share]) =>
    groups.map(([group, n, events]) => ({
      event,
      label,
      by,
      group,
      n,
      participants: Math.round(events * share * 0.45),
      events: Math.round(events * share),
    })),
  );
  const rare = groups.flatMap(([group, n], index) => [
    { event: 'serious', label: 'Serious adverse events', by, group, n, participants: index * 3, events: index * 4 },
    { event: 'fatal', label: 'Deaths', by, group, n, participants: 0, events: 0 },
  ]);
  return [...counted, ...rare];
}

/** A whole output for the shipped MESEMS protocol. */
export const sampleOutput: AnalysisOutput = {
  trial: 'mesems',
  title: 'Mesenchymal stem cells for multiple sclerosis',
  acronym: 'MESEMS',
  trialId: '6d0c2a34-98f1-4a7e-8a25-3f4b1c9d7e60',
  protocolVersion: '1.0',
  protocolDigest: 'b1946ac92492d2347c6235b4d2611184f2a7c5d9e8b3a1c0d4e6f80912a3b4c5',
  softwareVersion: '0.1.0',
  mode: 'rehearsal',
  synthetic: true,
  stamp: 'SYNTHETIC: made data, no real participant',
  dummyArms: false,
  cut: null,
  origin: { scenario: 'sample', seed: 7 },
  snapshot: { hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', events: 6120 },
  participants: {
    screened: 139,
    randomised: 120,
    bySequence: { [early]: 61, [delayed]: 59 },
    notRandomised: [
      { reason: 'not eligible: disability', n: 7 },
      { reason: 'not eligible: rrmsActivity, diseaseDuration', n: 9 },
      { reason: 'withdrawn before randomisation (fromTrial)', n: 3 },
    ],
  },
  recruitment: {
    planned: 144,
    screened: { first: '2029-02-05', last: '2030-06-11' },
    randomised: { first: '2029-03-12', last: '2030-07' },
    monthUnknown: 1,
    months: Array.from({ length: 18 }, (_, index) => ({
      month: `${2029 + Math.floor((index + 1) / 12)}-${String(((index + 1) % 12) + 1).padStart(2, '0')}`,
      screened: Math.min(139, 4 + index * 9),
      randomised: Math.min(120, index * 8),
    })),
    by: 'nationalTrial',
    places: [
      { place: 'italy', screened: 81, randomised: 70, planned: 80, first: '2029-03-12', last: '2030-07' },
      { place: 'canada', screened: 58, randomised: 50, planned: null, first: '2029-05-02', last: '2030-05-30' },
      { place: 'nowhere', screened: 0, randomised: 0, planned: null, first: null, last: null },
    ],
  },
  sampleSize: [
    {
      ...{ id: 'primaryPower', name: 'Lesions, weeks 4 to 24', analysis: 'primary', method: 'nb-glm' },
      ...{ assumed: true, effectName: 'rate ratio', effect: 0.4, wantedPower: 0.8 },
      formula: { code: 'nb-information', facts: {}, sentence: 'information about the log rate ratio' },
      needed: {
        ...{ n: 136, nControl: 68, nTreatment: 68, power: 0.8003 },
        ...{ nControlToRandomise: 72, nTreatmentToRandomise: 72, nToRandomise: 144 },
        assumptions: [],
      },
      neededInTrial: 144,
      planned: { participants: 144, withData: 137, power: 0.8034 },
      curve: [0.632, 0.4, 0.253].flatMap((effect, line) =>
        [68, 102, 137, 172, 206].map((n, index) => ({ n, effect, power: 0.17 + 0.15 * index + 0.1 * line })),
      ),
      assumptions: [{ code: 'fixed-exposure', facts: { exposure: 2.76 }, sentence: 'Everyone is observed for 2.76.' }],
    },
  ],
  flow: [
    {
      sequence: early,
      randomised: 61,
      periods: [
        {
          period: 'period1',
          treatment: 'msc',
          started: 61,
          completed: 58,
          withdrawn: [
            { kind: 'fromTrial', n: 2 },
            { kind: 'fromTreatment', n: 1 },
          ],
        },
        {
          period: 'period2',
          treatment: 'placebo',
          started: 58,
          completed: 56,
          withdrawn: [{ kind: 'lostToFollowUp', n: 2 }],
        },
      ],
      analysed: { FAS: 61, PP: 55, SAF: 61 },
    },
    {
      sequence: delayed,
      randomised: 59,
      periods: [
        {
          period: 'period1',
          treatment: 'placebo',
          started: 58,
          completed: 57,
          withdrawn: [{ kind: 'fromTrial', n: 1 }],
        },
        { period: 'period2', treatment: 'msc', started: 57, completed: 57, withdrawn: [] },
      ],
      analysed: { FAS: 59, PP: 54, SAF: 58 },
    },
  ],
  analysisSets: [
    {
      id: 'FAS',
      name: 'Full analysis set',
      kind: 'asRandomised',
      by: 'sequence',
      n: { [early]: 61, [delayed]: 59 },
      excluded: [],
      notContributing: { [early]: 3, [delayed]: 2 },
    },
    {
      id: 'PP',
      name: 'Per-protocol set',
      kind: 'perProtocol',
      by: 'sequence',
      n: { [early]: 55, [delayed]: 54 },
      excluded: [
        { reason: 'important deviation', n: 8 },
        { reason: 'no readable scan', n: 3 },
      ],
      notContributing: { [early]: 1, [delayed]: 1 },
    },
    {
      id: 'SAF',
      name: 'Safety set',
      kind: 'asReceived',
      by: 'treatmentReceived',
      n: { msc: 118, placebo: 116 },
      excluded: [{ reason: 'no administration', n: 1 }],
      notContributing: {},
    },
  ],
  baseline: [
    ...['Site 01', 'Site 02'].map((level, index) => ({
      item: 'site',
      name: 'Site',
      kind: 'categorical' as const,
      level,
      cells: {
        [early]: { n: 61, missing: 0, count: 31 - index, percent: 50.8 },
        [delayed]: { n: 59, missing: 0, count: 29 + index, percent: 49.2 },
        all: { n: 120, missing: 0, count: 60, percent: 50 },
      },
    })),
    {
      item: 'ageYears',
      name: 'Age',
      unit: 'a',
      kind: 'continuous',
      cells: {
        [early]: { n: 61, missing: 0, mean: 36.4, sd: 7.71, median: 37, q1: 30, q3: 43 },
        [delayed]: { n: 58, missing: 1, mean: 37.2, sd: 8.04, median: 37.5, q1: 31, q3: 44 },
        all: { n: 119, missing: 1, mean: 36.8, sd: 7.85, median: 37, q1: 31, q3: 44 },
      },
    },
    ...['Female', 'Male'].map((level, index) => ({
      item: 'sex',
      name: 'Sex',
      kind: 'categorical' as const,
      level,
      cells: {
        [early]: { n: 61, missing: 0, count: index === 0 ? 41 : 20, percent: index === 0 ? 67.2 : 32.8 },
        [delayed]: { n: 59, missing: 0, count: index === 0 ? 38 : 21, percent: index === 0 ? 64.4 : 35.6 },
        all: { n: 120, missing: 0, count: index === 0 ? 79 : 41, percent: index === 0 ? 65.8 : 34.2 },
      },
    })),
  ],
  visitSummaries: [...visitRows('gelWeek24'), ...visitRows('combinedActivityWeek24')],
  analyses,
  testing: {
    procedure: 'fixedSequence',
    alpha: 0.05,
    steps: [
      { analysis: 'primary', p: 0.5061, verdict: 'not demonstrated' },
      { analysis: 'combinedActivity', p: 0.7325, verdict: 'not tested' },
      { analysis: 'relapses', p: 0.0412, verdict: 'not tested' },
    ],
  },
  safety: [
    ...safetyRows('sequence', [
      [early, 61, 88],
      [delayed, 59, 97],
    ]),
    ...safetyRows('treatmentReceived', [
      ['msc', 118, 90],
      ['placebo', 116, 95],
    ]),
  ],
  safetyComparisons: [
    analysis({
      id: 'adverseEventParticipants',
      name: 'Participants with at least one adverse event, by sequence',
      role: 'safety',
      endpoint: 'adverse events',
      method: 'two-by-two',
      methodDescription: 'difference of two proportions; score interval of Miettinen and Nurminen',
      effectMeasure: 'risk difference',
      estimate: -0.0893,
      ci: [-0.2603, 0.0881],
      contributing: { [early]: 61, [delayed]: 59 },
    }),
    analysis({
      id: 'infectionRate',
      name: 'Infections and infestations, by sequence',
      role: 'safety',
      endpoint: 'Infections and infestations',
      method: 'two-poisson-rates',
      methodDescription: 'ratio of two Poisson rates per planned participant-week; exact conditional interval',
      effectMeasure: 'rate ratio',
      estimate: 0.861,
      ci: [0.498, 1.481],
      contributing: { [early]: 61, [delayed]: 59 },
      flags: ['events of one participant are taken for independent; time at risk is planned, not actual'],
    }),
  ],
  deviations: [
    {
      category: 'visitOutsideWindow',
      importance: 'minor',
      bySequence: { [early]: 4, [delayed]: 6 },
      notRandomised: 0,
      total: 10,
    },
    {
      category: 'eligibility',
      importance: 'important',
      bySequence: { [early]: 1, [delayed]: 0 },
      notRandomised: 2,
      total: 1,
    },
  ],
  plan: { committed: true, digest, committedAt: '2031-02-03T08:00:00.000Z', unblindedAt: '2031-02-04T09:30:00.000Z' },
  notes: ['2 adverse events have no day of onset; the month decided their period.'],
  conclusion:
    'SYNTHETIC data: this says nothing about real treatments. MESEMS did not demonstrate a difference: rate ratio 0.81 (95% CI 0.44 to 1.50), p = 0.51 (Gadolinium-enhancing lesions over weeks 4, 12 and 24, Early MSC against Delayed MSC). Not tested in the fixed sequence: Combined unique MRI activity, weeks 4 to 24; Relapses, weeks 0 to 24.',
};
