// The digamma and trigamma functions.

/** The positive zero of digamma, as a double and the rest of it. */
const ROOT = 1.4616321449683622;
const ROOT_REST = 9.549995429965697e-17;

/** Taylor coefficients of digamma at its positive zero, from the first power on. */
const ROOT_SERIES = [
  0.9676722454476212, -0.4427631689835921, 0.258499760955651, -0.16394270544240652, 0.10782405069126237,
  -0.07219956125645471, 0.04880428816414311, -0.03316112647484736, 0.022597648232218104, -0.01542476590494896,
  0.010538791616612175, -0.007204534386356869, 0.004926781395729853, -0.003369801655439328, 0.002305126326734928,
  -0.0015769367714301972, 0.0010788252019162967, -0.0007380709389960052, 0.000504953265834602, -0.0003454680251063077,
  0.00023635601564027053, -0.00016170622091974803, 0.0001106337276874741, -7.569179582195066e-5, 5.178575795222081e-5,
  -3.5430070947659604e-5, 2.424006611860132e-5, -1.6584242271854135e-5, 1.134638458466385e-5, -7.762817668462094e-6,
  5.3110609208898636e-6, -3.6336507898010456e-6, 2.486022733129538e-6, -1.7008538854332607e-6, 1.1636675363548843e-6,
  -7.96142543124197e-7, 5.446941930669446e-7, -3.7266161283438227e-7, 2.549626552021554e-7, -1.7443695117727745e-7,
  1.1934394829830244e-7,
];

/** B_2k / (2k). @see Abramowitz and Stegun (1964), 6.3.18 */
const DIGAMMA_SERIES = [
  1 / 12,
  -1 / 120,
  1 / 252,
  -1 / 240,
  1 / 132,
  -691 / 32760,
  1 / 12,
  -3617 / 8160,
  43867 / 14364,
];

/** B_2k. @see Abramowitz and Stegun (1964), 6.4.12 */
const TRIGAMMA_SERIES = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798];

/** ψ(x) = d ln Γ(x) / dx for x > 0; NaN elsewhere. Accurate also beside its zero at 1.4616…. */
export function digamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  if (x >= 1 && x <= 2) {
    const h = x - ROOT - ROOT_REST;
    let sum = 0;
    for (let k = ROOT_SERIES.length - 1; k >= 0; k -= 1) sum = (sum + ROOT_SERIES[k]!) * h;
    return sum;
  }
  let shifted = x;
  let correction = 0;
  while (shifted < 12) {
    correction += 1 / shifted;
    shifted += 1;
  }
  const squared = 1 / (shifted * shifted);
  let sum = 0;
  for (let k = DIGAMMA_SERIES.length - 1; k >= 0; k -= 1) sum = (sum + DIGAMMA_SERIES[k]!) * squared;
  return Math.log(shifted) - 0.5 / shifted - sum - correction;
}

/** ψ′(x), the derivative of digamma, for x > 0; NaN elsewhere. */
export function trigamma(x: number): number {
  if (!(x > 0)) return Number.NaN;
  let shifted = x;
  let correction = 0;
  while (shifted < 12) {
    correction += 1 / (shifted * shifted);
    shifted += 1;
  }
  const squared = 1 / (shifted * shifted);
  let sum = 0;
  for (let k = TRIGAMMA_SERIES.length - 1; k >= 0; k -= 1) sum = (sum + TRIGAMMA_SERIES[k]!) * squared;
  return (1 + 0.5 / shifted + sum) / shifted + correction;
}

/** ψ(θ + y) − ψ(θ) without the cancellation of its parts when θ is large; y ≥ 0, θ > 0. */
export function digammaDifference(y: number, theta: number): number {
  if (theta < 12) return digamma(theta + y) - digamma(theta);
  const total = theta + y;
  return Math.log1p(y / theta) + (0.5 * y) / (theta * total) - (digammaTail(total) - digammaTail(theta));
}

/** ψ′(θ + y) − ψ′(θ) without the cancellation of its leading parts when θ is large; y ≥ 0, θ > 0. */
export function trigammaDifference(y: number, theta: number): number {
  if (theta < 12) return trigamma(theta + y) - trigamma(theta);
  const total = theta + y;
  const rest = (x: number): number => trigamma(x) - 1 / x;
  return -y / (theta * total) + (rest(total) - rest(theta));
}

/** ln x − 1/(2x) − ψ(x) for x ≥ 12. */
function digammaTail(x: number): number {
  const squared = 1 / (x * x);
  let sum = 0;
  for (let k = DIGAMMA_SERIES.length - 1; k >= 0; k -= 1) sum = (sum + DIGAMMA_SERIES[k]!) * squared;
  return sum;
}
