// The logarithm of the gamma function, its Stirling error, and log beta.

/** ln(2π) / 2. */
export const LOG_SQRT_TWO_PI = 0.9189385332046728;

const ONE_MINUS_EULER = 0.42278433509846713;

/** (−1)^k (ζ(k) − 1) / k for k = 2, 3, …: ln Γ(2 + h) = h (1 − γ) + Σ c_k h^k. @see Abramowitz and Stegun (1964), 6.1.33 */
const ZETA_SERIES = [
  0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986, 0.0028905103307415234,
  -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939, 9.945751278180853e-5, -4.492623673813314e-5,
  2.050721277567069e-5, -9.439488275268397e-6, 4.374866789907488e-6, -2.039215753801366e-6, 9.55141213040742e-7,
  -4.492469198764566e-7, 2.1207184805554665e-7, -1.0043224823968099e-7, 4.7698101693639804e-8, -2.2711094608943164e-8,
  1.0838659214896955e-8, -5.183475041970047e-9, 2.4836745438024785e-9, -1.1921401405860912e-9, 5.731367241678862e-10,
  -2.7595228851242334e-10, 1.330476437424449e-10, -6.4229645638381e-11, 3.1044247747322276e-11, -1.5021384080754142e-11,
  7.275974480239079e-12, -3.527742476575915e-12, 1.711991790559618e-12, -8.315385841420285e-13, 4.04220052528944e-13,
  -1.9664756310966165e-13, 9.573630387838556e-14, -4.6640760264283744e-14, 2.2737369600659724e-14,
  -1.1091399470834522e-14,
];

/** B_2k / (2k (2k − 1)): the Stirling series. @see Abramowitz and Stegun (1964), 6.1.40 */
const STIRLING_SERIES = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
  43867 / 244188,
  -174611 / 125400,
];

/** ln Γ(x) for x > 0; relative error near 1e-15, also beside its zeros at 1 and 2. NaN for x < 0 or NaN, ∞ at 0. */
export function logGamma(x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === 0 || x === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  if (x < 0.5) return logGammaNearOne(x) - Math.log(x);
  if (x < 1.5) return logGammaNearOne(x - 1);
  if (x < 2.5) return logGammaNearTwo(x - 2);
  if (x < 10) {
    let factor = 1;
    let reduced = x;
    while (reduced >= 2.5) {
      reduced -= 1;
      factor *= reduced;
    }
    return Math.log(factor) + logGammaNearTwo(reduced - 2);
  }
  return (x - 0.5) * Math.log(x) - x + LOG_SQRT_TWO_PI + stirlingSeries(x);
}

/** ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b), for a, b > 0. */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  if (small < 10) return logGamma(small) + logGammaDifference(large, small);
  return (
    (small - 0.5) * Math.log(small / (small + large)) -
    large * Math.log1p(small / large) -
    0.5 * Math.log(large) +
    LOG_SQRT_TWO_PI +
    stirlingSeries(small) +
    stirlingSeries(large) -
    stirlingSeries(small + large)
  );
}

/** ln x! − ln(√(2πx) (x/e)^x), the error of Stirling's formula, for x ≥ 0. @see Loader (2000), section 2 */
export function stirlingError(x: number): number {
  if (x >= 10) return stirlingSeries(x);
  if (x === 0) return Number.POSITIVE_INFINITY;
  return logGamma(x + 1) - (x + 0.5) * Math.log(x) + x - LOG_SQRT_TWO_PI;
}

function logGammaNearOne(h: number): number {
  return logGammaNearTwo(h) - Math.log1p(h);
}

function logGammaNearTwo(h: number): number {
  let sum = 0;
  for (let k = ZETA_SERIES.length - 1; k >= 0; k -= 1) sum = (sum + ZETA_SERIES[k]!) * h;
  return h * (ONE_MINUS_EULER + sum);
}

/** ln Γ(large) − ln Γ(large + small) for a large first argument, else by the parts. */
function logGammaDifference(large: number, small: number): number {
  if (large < 10) return logGamma(large) - logGamma(large + small);
  const total = large + small;
  return (
    -(total - 0.5) * Math.log1p(small / large) -
    small * Math.log(large) +
    small +
    stirlingSeries(large) -
    stirlingSeries(total)
  );
}

function stirlingSeries(x: number): number {
  const inverse = 1 / x;
  const squared = inverse * inverse;
  let sum = 0;
  for (let k = STIRLING_SERIES.length - 1; k >= 0; k -= 1) sum = sum * squared + STIRLING_SERIES[k]!;
  return sum * inverse;
}
