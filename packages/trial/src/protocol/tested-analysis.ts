// Which analyses a testing procedure is about.
import type { Testing } from './schema.js';

/** The ids of the analyses that are tested, in the order in which the procedure names them. */
export function testedAnalyses(testing: Testing): readonly string[] {
  switch (testing.procedure) {
    case 'fixedSequence':
      return testing.order;
    case 'graphical':
      return testing.hypotheses.map(({ analysis }) => analysis);
    case 'bonferroni':
    case 'holm':
    case 'hochberg':
    case 'hommel':
      return testing.analyses;
  }
}
