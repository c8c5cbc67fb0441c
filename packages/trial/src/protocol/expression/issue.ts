// What is wrong with an expression, and where in it.

export interface ExpressionIssue {
  readonly code: 'expression-syntax' | 'expression-type' | 'expression-name' | 'expression-unsupported';
  readonly message: string;
  readonly allowed?: string;
  /** Characters from the start of the expression. */
  readonly offset: number;
}
