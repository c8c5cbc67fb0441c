// What each change of an amendment touches of what is recorded: the scopes to be counted, by site and never by arm.
import type { Protocol } from '../schema.js';
import { type Difference, findDifferences } from './difference.js';
import { fixedDifferences } from './fixed.js';
import { type DataScope, lossesOf } from './loss.js';
import { wordDifference } from './wording.js';

/** Whom a change touches: those whose recorded values it is about, all at a site, those who are not yet randomised, or nobody. */
type Touched = 'data' | 'everyone' | 'notRandomised' | 'nobody';

export interface Change {
  /** Where it stands in the protocol: "forms.pain.items.score.max". */
  readonly path: string;
  readonly kind: Difference['kind'];
  readonly words: string;
  /** Whether it is one that no amendment makes, one that recorded values do not survive, or an allowed one. */
  readonly verdict: 'allowed' | 'neverAllowed' | 'losesValues';
  readonly touches: Touched;
  /** The recorded values that it is about; none where it touches people and not values. */
  readonly scopes: readonly DataScope[];
}

/** Every change of an amendment with what is to be counted for it, in the order of the new protocol. */
export function changesOf(before: Protocol, after: Protocol): readonly Change[] {
  const fixed = new Set(fixedDifferences(before, after).map(pathOf));
  const lost = lossesOf(before, after).map(({ path }) => path);
  return findDifferences(before, after)
    .filter(({ path }) => path[0] !== 'version')
    .map((difference) => {
      const path = pathOf(difference);
      const loses = lost.some((one) => one === path || one.startsWith(`${path}.`));
      const scopes = scopesOf(difference, before);
      return {
        path,
        kind: difference.kind,
        words: wordDifference(difference),
        verdict: fixed.has(path) ? 'neverAllowed' : loses ? 'losesValues' : 'allowed',
        touches: scopes.length > 0 ? 'data' : (touchedBy[difference.path[0] ?? ''] ?? 'nobody'),
        scopes,
      };
    });
}

function pathOf({ path }: Difference): string {
  return path.join('.');
}

const touchedBy: Readonly<Record<string, Touched>> = {
  eligibility: 'notRandomised',
  nationalTrials: 'notRandomised',
  screening: 'notRandomised',
  consents: 'everyone',
  administrations: 'everyone',
  anchors: 'everyone',
  defers: 'everyone',
  adverseEvents: 'everyone',
  safety: 'everyone',
  product: 'everyone',
  dataReview: 'everyone',
};

function scopesOf({ path }: Difference, before: Protocol): readonly DataScope[] {
  const [part, id, list, item] = path;
  if (id === undefined) return [];
  switch (part) {
    case 'forms':
      return [list === 'items' && item !== undefined ? { form: id, item } : { form: id }];
    case 'visits':
      return [{ visit: id }];
    case 'editChecks':
      return (before.editChecks ?? []).filter((check) => check.id === id).map(({ form }) => ({ form }));
    case 'codeLists':
      return before.forms.flatMap((form) =>
        form.items.filter(({ codeList }) => codeList === id).map((one) => ({ form: form.id, item: one.id })),
      );
    default:
      return [];
  }
}
