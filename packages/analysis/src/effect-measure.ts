// What an estimate is: the measures of effect, which of them are ratios, and how each is named.

/** Measures by the name that tables show; "none" for a description or a test without an estimate. */
export type EffectMeasure =
  | 'rate ratio'
  | 'rate difference'
  | 'risk difference'
  | 'risk ratio'
  | 'odds ratio'
  | 'hazard ratio'
  | 'difference in means'
  | 'difference in medians'
  | 'difference in restricted means'
  | 'difference in cumulative incidence'
  | 'difference in survival'
  | 'none';

const ratios: ReadonlySet<EffectMeasure> = new Set(['rate ratio', 'risk ratio', 'odds ratio', 'hazard ratio']);
const shares: ReadonlySet<EffectMeasure> = new Set([
  'risk difference',
  'difference in cumulative incidence',
  'difference in survival',
]);

/** True where no difference is 1 and the scale is logarithmic. */
export function isRatio(measure: EffectMeasure): boolean {
  return ratios.has(measure);
}

/** True for differences of shares, which are shown in percentage points. */
export function isShare(measure: EffectMeasure): boolean {
  return shares.has(measure);
}
