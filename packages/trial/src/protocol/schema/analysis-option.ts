// Options that several methods of analysis have.
import { z } from 'zod';
import { Slug } from '../../id.js';

export const terms = z
  .array(z.string())
  .optional()
  .describe('as in R: "sequence", "log(baselineCount + 1)"; absent: the effect alone');
export const offset = z
  .string()
  .optional()
  .describe('"log(scansRead)", where scansRead is the number of visits that contributed to the endpoint');
export const zeroTerms = z.array(z.string()).optional().describe('terms of the model of the zeros; absent: a constant');
export const information = z
  .enum(['expected', 'observedJoint'])
  .optional()
  .describe('from which Wald standard errors come; absent: expected');
export const standardErrors = z
  .enum(['model', 'HC0', 'HC3'])
  .optional()
  .describe('of the model, or robust against its variance; absent: model');
export const modelInterval = z
  .enum(['wald', 'profile'])
  .optional()
  .describe('kind of confidence interval; absent: wald');
export const modelTest = z
  .enum(['wald', 'likelihoodRatio', 'score'])
  .optional()
  .describe('by which p is found; absent: that of the interval');
export const cluster = z
  .enum(['participant', 'site', 'nationalTrial'])
  .optional()
  .describe('what values are correlated within; absent: participant');
export const degreesOfFreedom = z
  .enum(['satterthwaite', 'kenwardRoger', 'residual'])
  .optional()
  .describe('of t tests; absent: satterthwaite');
export const strata = z
  .array(Slug)
  .optional()
  .describe('within which groups are compared: "site", "nationalTrial", strata of the randomisation, or covariates');
export const likelihood = z
  .enum(['REML', 'ML'])
  .optional()
  .describe('restricted or full maximum likelihood; absent: REML');
export const draws = z
  .union([z.literal('all'), z.int().min(99).max(10_000_000)])
  .optional()
  .describe('how many orders are drawn, or "all"; absent: all where there are few, else 9999');
export const times = z
  .array(z.number().positive())
  .optional()
  .describe('times at which the curve is read, in the unit of the endpoint');
export const mixedIntegration = z
  .discriminatedUnion('method', [
    z.strictObject({ method: z.literal('laplace').describe('Laplace approximation') }),
    z.strictObject({
      method: z.literal('adaptiveGaussHermite').describe('adaptive Gauss–Hermite quadrature'),
      points: z.int().min(1).max(101).describe('number of points'),
    }),
  ])
  .optional()
  .describe('how the random effects are integrated out; absent: Laplace');
