// Descriptive summaries of an endpoint by sequence, and by period where it has one value in each.
import { type Distribution, distributionOf } from '../baseline/distribution.js';
import type { MethodResult } from './estimate.js';
import { type EstimationInput, modelRows, valuesByParticipant } from './model-table.js';

type Group = { readonly n: number; readonly missing: number } & Partial<Distribution> & {
    readonly minimum?: number;
    readonly maximum?: number;
  };

/** Number, mean, standard deviation, quartiles and range for each sequence (`bySequence`) and, where there are periods, for each of both (`byPeriod`). */
export function summariseEndpoint(input: EstimationInput): MethodResult {
  const { analysis, protocol, trial, set } = input;
  const rows = modelRows(input);
  const values = valuesByParticipant(trial);
  const periods = trial.periods.filter((period) =>
    trial.endpointValues.some((value) => value.endpoint === analysis.endpoint && value.period === period),
  );
  const bySequence = protocol.sequences.map(({ id }) => {
    const ofSequence = rows.filter(({ sequence }) => sequence === id);
    return [id, groupOf(ofSequence.map(({ response }) => response))] as const;
  });
  const byPeriod = periods.map((period) => {
    const ofPeriod = protocol.sequences.map(({ id }) => {
      const members = set.members.filter(({ sequence }) => sequence === id);
      const own = members.map(({ participantId }) =>
        values.get(participantId)?.find((value) => value.endpoint === analysis.endpoint && value.period === period),
      );
      return [id, groupOf(own.map((value) => value?.value))] as const;
    });
    return [period, Object.fromEntries(ofPeriod)] as const;
  });
  return {
    methodDescription: 'number, mean, standard deviation, quartiles (type 7) and range; missing values left out',
    effectMeasure: 'none',
    estimate: null,
    ci: null,
    p: null,
    status: 'computed',
    flags: [],
    result: {
      bySequence: Object.fromEntries(bySequence),
      ...(byPeriod.length > 0 && { byPeriod: Object.fromEntries(byPeriod) }),
    },
    used: rows.filter(({ response }) => response !== undefined),
  };
}

function groupOf(values: readonly (number | undefined)[]): Group {
  const known = values.filter((value) => value !== undefined);
  const distribution = distributionOf(known);
  return {
    n: known.length,
    missing: values.length - known.length,
    ...distribution,
    ...(known.length > 0 && { minimum: Math.min(...known), maximum: Math.max(...known) }),
  };
}
