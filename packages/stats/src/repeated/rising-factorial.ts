// Sums over counts of ln Γ(y + θ) − ln Γ(θ) − y ln θ and its derivatives in ln θ.
import { digammaDifference, trigammaDifference } from '../distribution/digamma.js';
import { logGamma, stirlingError } from '../distribution/log-gamma.js';

/** Σ_i Σ_{m < y_i} ln(1 + m/θ) with its first and second derivative in ln θ; all are 0 at θ = ∞. */
export interface RisingSums {
  log: number;
  first: number;
  second: number;
}

const TABLE_LIMIT = 20_000;

/** The sums as a function of θ, by a table of how many counts exceed each m where the counts are not too large. */
export function risingFactorial(counts: ArrayLike<number>): (theta: number) => RisingSums {
  let largest = 0;
  for (let i = 0; i < counts.length; i += 1) largest = Math.max(largest, counts[i]!);
  if (largest > TABLE_LIMIT) return (theta) => sumOneByOne(counts, theta);
  const above = new Float64Array(largest);
  for (let i = 0; i < counts.length; i += 1) if (counts[i]! > 0) above[counts[i]! - 1]! += 1;
  for (let m = largest - 2; m >= 0; m -= 1) above[m]! += above[m + 1]!;
  return (theta) => {
    const sums = { log: 0, first: 0, second: 0 };
    if (theta === Number.POSITIVE_INFINITY) return sums;
    for (let m = 1; m < largest; m += 1) {
      const inverse = 1 / (theta + m);
      const times = above[m]! * m * inverse;
      sums.log += above[m]! * Math.log1p(m / theta);
      sums.first -= times;
      sums.second += times * theta * inverse;
    }
    return sums;
  };
}

function sumOneByOne(counts: ArrayLike<number>, theta: number): RisingSums {
  const sums = { log: 0, first: 0, second: 0 };
  if (theta === Number.POSITIVE_INFINITY) return sums;
  for (let i = 0; i < counts.length; i += 1) {
    const y = counts[i]!;
    if (y < 2) continue;
    const first = digammaDifference(y, theta);
    sums.log += logRising(y, theta);
    sums.first += theta * first - y;
    sums.second += theta * (first + theta * trigammaDifference(y, theta));
  }
  return sums;
}

/** ln Γ(y + θ) − ln Γ(θ) − y ln θ. */
function logRising(y: number, theta: number): number {
  if (theta < 10) return logGamma(y + theta) - logGamma(theta) - y * Math.log(theta);
  const total = theta + y;
  return (total - 0.5) * Math.log1p(y / theta) - y + stirlingError(total) - stirlingError(theta);
}

/** Σ ln y!. */
export function sumLogFactorial(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i += 1) if (counts[i]! > 1) sum += logGamma(counts[i]! + 1);
  return sum;
}
