// One negative-binomial count: ln f(y) and ln f(0), with derivatives in η = ln μ and t = ln θ.
import { digammaDifference, trigammaDifference } from '../distribution/digamma.js';
import { logGamma } from '../distribution/log-gamma.js';

/** A logarithm with its first and second derivatives. */
export interface RowValue {
  value: number;
  dEta: number;
  dT: number;
  dEtaEta: number;
  dEtaT: number;
  dTT: number;
}

/** An empty value, to be written by the functions below. */
export function rowValue(): RowValue {
  return { value: 0, dEta: 0, dT: 0, dEtaEta: 0, dEtaT: 0, dTT: 0 };
}

/** ln f(0) = −θ ln(1 + μ/θ); −μ at θ = ∞. */
export function logZero(mu: number, theta: number, into: RowValue): void {
  if (theta === Number.POSITIVE_INFINITY) {
    Object.assign(into, { value: -mu, dEta: -mu, dT: 0, dEtaEta: -mu, dEtaT: 0, dTT: 0 });
    return;
  }
  const share = mu / (theta + mu);
  const rest = theta / (theta + mu);
  into.value = -theta * Math.log1p(mu / theta);
  into.dEta = -theta * share;
  into.dT = theta * excessLog(mu / theta);
  into.dEtaEta = -theta * rest * share;
  into.dEtaT = -theta * share * share;
  into.dTT = into.dT + theta * share * share;
}

/** ln f(y), constants kept. */
export function logCount(y: number, mu: number, { theta, into }: { theta: number; into: RowValue }): void {
  logZero(mu, theta, into);
  if (y === 0) return;
  if (theta === Number.POSITIVE_INFINITY) {
    into.value = y * Math.log(mu) - mu - logGamma(y + 1);
    into.dEta = y - mu;
    return;
  }
  const sum = theta + mu;
  const rest = theta / sum;
  into.value += logRising(y, theta) - logGamma(y + 1) + y * (Math.log(mu) - Math.log(sum));
  into.dEta += y * rest;
  into.dEtaEta -= (y * rest * mu) / sum;
  into.dEtaT += (y * rest * mu) / sum;
  const slope = theta * (digammaDifference(y, theta) - y / sum);
  into.dT += slope;
  into.dTT += slope + theta * theta * (trigammaDifference(y, theta) + y / (sum * sum));
}

/** x/(1 + x) − ln(1 + x), without cancellation for small x. */
function excessLog(x: number): number {
  if (x > 0.05) return x / (1 + x) - Math.log1p(x);
  // −Σ (−1)^k x^k (k − 1)/k
  let sum = 0;
  let power = x;
  for (let k = 2; k < 16; k += 1) {
    power *= -x;
    sum += (power * (k - 1)) / k;
  }
  return sum;
}

/** ln Γ(y + θ) − ln Γ(θ). */
function logRising(y: number, theta: number): number {
  if (y > 200) return logGamma(y + theta) - logGamma(theta);
  let sum = 0;
  for (let m = 0; m < y; m += 1) sum += Math.log(theta + m);
  return sum;
}
