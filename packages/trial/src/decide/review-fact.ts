// What only the server knows for commands of review: other participants of a site, and terms of an imported dictionary.
import type { DictionaryTerm } from '../event/review-part.js';

export interface ReviewFacts {
  /** For `lockParticipant`: differences from the source that were found at the participant's site. */
  readonly siteFindings?: number;
  /** For `lockTrial`, where the protocol demands conditions: who does not meet them, at most some of them, and how many. */
  readonly blocked?: { readonly participants: number; readonly examples: readonly string[] };
  /** For `codeTerm` and `addSynonym`: the term of the code, in the version that the trial uses. */
  readonly term?: DictionaryTerm;
  /** For `codeAutomatically`: by key of what is to be coded, the one term that its words stand for. */
  readonly matches?: Readonly<
    Record<string, { readonly to: DictionaryTerm; readonly method: 'exact' | 'normalised' | 'synonym' }>
  >;
}
