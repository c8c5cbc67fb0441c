// The canonical families of the generalised linear models: Poisson with log link, binomial with logit link.
import { logGamma } from '../distribution/log-gamma.js';

/** Poisson counts with log link, or successes out of trials with logit link. */
export type GlmFamily = 'poisson' | 'binomial';

/** The mean of one trial (binomial) or row (Poisson) at a linear predictor. */
export function meanAt(family: GlmFamily, eta: number): number {
  return family === 'poisson'
    ? Math.exp(eta)
    : eta >= 0
      ? 1 / (1 + Math.exp(-eta))
      : Math.exp(eta) / (1 + Math.exp(eta));
}

/** The variance of one trial or row; without cancellation for a probability near 1. */
export function varianceAt(family: GlmFamily, eta: number): number {
  if (family === 'poisson') return Math.exp(eta);
  const small = Math.exp(-Math.abs(eta));
  return small / ((1 + small) * (1 + small));
}

/** b(η), whose slope is the mean: e^η, or ln(1 + e^η). */
export function cumulantAt(family: GlmFamily, eta: number): number {
  if (family === 'poisson') return Math.exp(eta);
  return Math.max(eta, 0) + Math.log1p(Math.exp(-Math.abs(eta)));
}

/** The part of a row's log likelihood that has no parameter. */
export function constantOf(family: GlmFamily, y: number, trials: number): number {
  if (family === 'poisson') return -logGamma(y + 1);
  if (y === 0 || y === trials) return 0;
  return logGamma(trials + 1) - logGamma(y + 1) - logGamma(trials - y + 1);
}

/** A row's deviance: twice the log likelihood that its own mean would gain over `mean`, the fitted mean of the row. */
export function devianceOf(family: GlmFamily, y: number, { mean, trials }: { mean: number; trials: number }): number {
  const part = (value: number, fitted: number): number => (value === 0 ? 0 : value * Math.log(value / fitted));
  if (family === 'poisson') return 2 * (part(y, mean) - (y - mean));
  return 2 * (part(y, mean) + part(trials - y, trials - mean));
}
