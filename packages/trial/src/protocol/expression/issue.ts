// What is wrong with an expression, and where in it.
import type { Told } from '../finding.js';

export interface ExpressionIssue {
  readonly code: 'expression-syntax' | 'expression-type' | 'expression-name' | 'expression-unsupported';
  readonly message: Told;
  readonly allowed?: Told;
  /** Of a name that may not be read: which. */
  readonly name?: string;
  /** Characters from the start of the expression. */
  readonly offset: number;
}
