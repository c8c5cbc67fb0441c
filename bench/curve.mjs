// How the cost grows with the rows of a trial and with the number of simulated trials.
import { countTrialSimulator, nbFitter } from '@equipoise/stats';
import { countTrials } from './data.mjs';
import { measure, timeText } from './measure.mjs';
import { SEED, TWO_ARMS } from './scenario.mjs';

export function costCurve({ seconds }) {
  return [36, 72, 144, 288, 576, 1152, 4608].map((rows) => {
    const time = (kind) => {
      const inputs = countTrials(kind, { trials: 5, rows }).map(({ input }) => input);
      const fitter = nbFitter();
      let next = 0;
      const { medianMicros } = measure(
        () => {
          fitter.fit(inputs[next]);
          next = (next + 1) % inputs.length;
        },
        { seconds },
      );
      return timeText(medianMicros);
    };
    return { rows, covariate: time('covariate'), distinct: time('distinct') };
  });
}

export function trialCurve({ largest }) {
  const { simulateRange } = countTrialSimulator(TWO_ARMS, { seed: SEED });
  simulateRange(0, 1000);
  return [100, 1000, 10_000, 100_000]
    .filter((trials) => trials <= largest)
    .map((trials) => {
      const start = performance.now();
      simulateRange(0, trials);
      const micros = (performance.now() - start) * 1000;
      return { trials, total: timeText(micros), each: timeText(micros / trials) };
    });
}
