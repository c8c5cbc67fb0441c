// The trials that the bench simulates.

/** Two arms, three scans of which 8% are missing, no covariate. */
export const TWO_ARMS = {
  participants: [72, 72],
  controlRate: 1.2,
  rateRatio: 0.7,
  theta: 0.5,
  scans: 3,
  missingShare: 0.08,
};

/** MESEMS as assumed in its protocol file: 75 and 69 participants, baseline count as covariate, scans read as exposure. */
export const MESEMS = {
  participants: [75, 69],
  controlRate: 0.6,
  rateRatio: 1,
  theta: 0.5,
  scans: 3,
  missingShare: 0.08,
  baseline: { mean: 3, theta: 0.6, slope: 0.6 },
};

export const SEED = 20261122;
