// Draws a trial under the assumptions of power, as the derived records that an analysis reads.
import type { RandomSource } from '@equipoise/stats';
import type { Endpoint, PowerAssumption, Protocol } from '@equipoise/trial';
import { assignedTreatment } from '../derive/administration.js';
import type { DerivedTrial, EndpointValue, RandomisedParticipant } from '../derive/record.js';
import type { DesignScenario } from './design-scenario.js';
import { type Cell, groupAt, type PlannedComparison } from './planned-comparison.js';
import { dispersionBetween } from './planned-design.js';

/** Draws one trial after another. */
export type TrialDraw = (random: RandomSource) => DerivedTrial;

interface Drawn {
  readonly value?: number;
  readonly event?: 0 | 1;
  readonly contributing: number;
}

/** A participant's values, one for each cell, and the value at baseline that goes with them. */
interface Course {
  readonly baseline?: number;
  readonly cells: readonly Drawn[];
}

type Draw = (random: RandomSource, isActive: readonly boolean[]) => Course;

/**
 * A draw of trials with the scenario's participants. Who drops out has no value of the endpoint; treatments that are not compared act
 * like the reference; covariates other than the baseline of the assumption do not act. No one deviates from the treatment assigned.
 */
export function trialDraw(
  protocol: Protocol,
  comparison: PlannedComparison,
  { scenario, assumption }: { readonly scenario: DesignScenario; readonly assumption: PowerAssumption },
): TrialDraw {
  const { analysis, cells } = comparison;
  const people = participantsOf(protocol, scenario);
  const treatments = new Map(
    protocol.sequences.map(({ id }) => [
      id,
      cells.map((cell) => groupAt(protocol, analysis, { sequence: id, cell }) === 'active'),
    ]),
  );
  const draw = drawOf(assumption, cells);
  const covariates = protocol.endpoints.filter(({ role }) => role === 'covariate');
  const baseline = baselineOf(covariates, comparison);
  const randomised = people.map(({ participant }) => participant);
  const frame = emptyTrial(protocol, randomised);
  return (random) => {
    const endpointValues: EndpointValue[] = [];
    for (const { participant, hasData } of people) {
      const { participantId, sequence } = participant;
      const course = draw(random, treatments.get(sequence)!);
      for (const covariate of covariates) {
        const own = covariate === baseline ? course.baseline : undefined;
        const value = own ?? covariateValue(covariate, random);
        endpointValues.push({ endpoint: covariate.id, participantId, value, contributing: 1, visits: [] });
      }
      if (!hasData) continue;
      cells.forEach((cell, index) => {
        endpointValues.push({
          endpoint: analysis.endpoint,
          participantId,
          ...cell,
          ...course.cells[index]!,
          visits: [],
        });
      });
    }
    return { ...frame, endpointValues };
  };
}

function participantsOf(
  protocol: Protocol,
  { randomised, withData }: DesignScenario,
): readonly { readonly participant: RandomisedParticipant; readonly hasData: boolean }[] {
  const { sequences, sites } = protocol;
  return sequences.flatMap(({ id: sequence }, at) => {
    const [n, kept] = [randomised[at]!, withData[at]!];
    return Array.from({ length: n }, (_, index) => {
      const number = `${sequence}-${String(index + 1).padStart(6, '0')}`;
      const participant: RandomisedParticipant = {
        participantId: number,
        siteId: sites[index % sites.length]!.id,
        screeningNumber: number,
        screenedOn: null,
        consented: true,
        eligibility: [],
        productReleased: true,
        randomisation: { number, stratum: '', stratumFacts: {}, index, randomisedOn: null },
        sequence,
        withdrawals: [],
        exclusions: [],
      };
      // Those without data are spread evenly over the sites.
      return { participant, hasData: Math.floor(((index + 1) * kept) / n) > Math.floor((index * kept) / n) };
    });
  });
}

function emptyTrial(protocol: Protocol, randomised: readonly RandomisedParticipant[]): DerivedTrial {
  const sequences = new Map(randomised.map(({ participantId, sequence }) => [participantId, sequence]));
  return {
    participants: randomised,
    randomised,
    forms: [],
    administrations: [],
    receivedIn: (participantId, period) => assignedTreatment(protocol, sequences.get(participantId) ?? '', period),
    endpointValues: [],
    adverseEvents: [],
    deviations: [],
    periods: protocol.periods.map(({ id }) => id),
    coversVisit: () => true,
    dummyArms: false,
    notes: [],
  };
}

/** The covariate that the assumption's baseline stands for: the first of the endpoint's own type that the model names. */
export function baselineOf(
  covariates: readonly Endpoint[],
  { analysis, endpoint }: PlannedComparison,
): Endpoint | undefined {
  const terms = 'terms' in analysis ? (analysis.terms ?? []) : [];
  const words = terms.flatMap((term) => term.split(/\W+/));
  const named = covariates.filter(({ id }) => words.includes(id));
  return named.find(({ type }) => type === endpoint.type);
}

/** A covariate that does not act; above 0, so that it has a logarithm. */
function covariateValue({ type }: Endpoint, random: RandomSource): number {
  if (type === 'binary') return random.bernoulli(0.5) ? 1 : 0;
  return type === 'count' || type === 'ordinal' ? 1 + random.poisson(2) : Math.exp(random.normal(0, 0.5));
}

function drawOf(assumption: PowerAssumption, cells: readonly Cell[]): Draw {
  switch (assumption.endpoint) {
    case 'count':
      return drawCounts(assumption, cells);
    case 'continuous':
      return drawMeans(assumption);
    case 'binary': {
      const { activeProportion, controlProportion } = assumption;
      return (random, isActive) => ({
        cells: isActive.map((active) => ({
          value: random.bernoulli(active ? activeProportion : controlProportion) ? 1 : 0,
          contributing: 1,
        })),
      });
    }
    case 'timeToEvent':
      return drawTimes(assumption);
  }
}

type Of<E extends PowerAssumption['endpoint']> = Extract<PowerAssumption, { endpoint: E }>;

/** Gamma rates of participants and of their cells, Poisson counts given them: NB2 counts in each cell. */
function drawCounts(assumption: Of<'count'>, cells: readonly Cell[]): Draw {
  const { controlRate, rateRatio, dispersionWithin = 0, exposure = 1, missingShare = 0, baseline } = assumption;
  const isByVisit = cells.some(({ visit }) => visit !== undefined);
  const own = isByVisit ? exposure / cells.length : exposure;
  const scans = Number.isInteger(own) ? own : 1;
  const rate = (controlRate * own) / scans / (baseline === undefined ? 1 : meanOfPower(baseline));
  const [between, within] = [gammaDraw(dispersionBetween(assumption)), gammaDraw(dispersionWithin)];
  return (random, isActive) => {
    const before = baseline === undefined ? undefined : random.negativeBinomial(baseline.mean, 1 / baseline.dispersion);
    const level = rate * between(random) * (before === undefined ? 1 : (before + 1) ** baseline!.slope);
    const values = isActive.map((active): Drawn => {
      const read = scansRead(random, scans, missingShare);
      if (read === 0) return { contributing: 0 };
      const mean = level * within(random) * read * (active ? rateRatio : 1);
      return { value: random.poisson(mean), contributing: read };
    });
    return { ...(before === undefined ? {} : { baseline: before }), cells: values };
  };
}

/** A variable with mean 1 and the variance given; 1 where that is 0. */
function gammaDraw(variance: number): (random: RandomSource) => number {
  return variance > 0 ? (random) => random.gamma(1 / variance, variance) : () => 1;
}

function scansRead(random: RandomSource, scans: number, missingShare: number): number {
  if (missingShare === 0) return scans;
  let read = 0;
  for (let scan = 0; scan < scans; scan += 1) if (!random.bernoulli(missingShare)) read += 1;
  return read;
}

/** E (B + 1)^slope of a negative-binomial baseline B, summed until less than 1e-12 is left. */
export function meanOfPower({ mean, dispersion, slope }: NonNullable<Of<'count'>['baseline']>): number {
  let mass = dispersion === 0 ? Math.exp(-mean) : (1 + dispersion * mean) ** (-1 / dispersion);
  let sum = 0;
  let left = 1;
  for (let count = 0; left > 1e-12 && count < 1_000_000; count += 1) {
    sum += mass * (count + 1) ** slope;
    left -= mass;
    mass *= ((1 + dispersion * count) / (count + 1)) * (mean / (1 + dispersion * mean));
  }
  return sum;
}

/** Normal values that correlate with each other and with the baseline, by a share of variance that belongs to the participant. */
function drawMeans({ meanDifference, standardDeviation, correlation = 0 }: Of<'continuous'>): Draw {
  const shared = Math.sqrt(Math.abs(correlation)) * standardDeviation;
  const own = Math.sqrt(1 - Math.abs(correlation)) * standardDeviation;
  return (random, isActive) => {
    const person = random.normal();
    // A negative correlation holds between neighbours: baseline and first cell, or the two periods of a crossover.
    const valueAt = (index: number): number =>
      shared * person * (correlation < 0 && index % 2 === 1 ? -1 : 1) + random.normal(0, own);
    const baseline = valueAt(1);
    const cells = isActive.map((active, index) => ({
      value: valueAt(index) + (active ? meanDifference : 0),
      contributing: 1,
    }));
    return { baseline, cells };
  };
}

/** Exponential times from entry, evenly over the accrual, to the event or the end of the trial. */
function drawTimes({ hazardRatio, controlMedian, accrualTime, followUpTime }: Of<'timeToEvent'>): Draw {
  const mean = controlMedian / Math.LN2;
  return (random, isActive) => {
    const end = followUpTime + accrualTime * random.uniform();
    const cells = isActive.map((active): Drawn => {
      const time = random.exponential(active ? mean / hazardRatio : mean);
      return time <= end ? { value: time, event: 1, contributing: 1 } : { value: end, event: 0, contributing: 1 };
    });
    return { cells };
  };
}
