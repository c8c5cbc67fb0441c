// An amendment in words: what differs between two versions of a protocol, and whom and what it touches.
import { listNodes, namesOf, parseCel } from '../expression/syntax.js';
import type { Protocol } from '../schema.js';
import { type Difference, findDifferences } from './difference.js';
import { wordDifference, wordPath } from './wording.js';

/** Everything that is to be known before an amendment is approved. */
export interface Amendment {
  readonly from: string;
  readonly to: string;
  /** One line for each difference, in the order of the new protocol. */
  readonly differences: readonly { readonly kind: Difference['kind']; readonly path: string; readonly words: string }[];
  /** Whom it touches, in sentences. */
  readonly participants: readonly string[];
  /** Forms that are added, removed or changed, by id. */
  readonly forms: readonly string[];
  /** Rules that are changed, or read an item that is changed: where they stand, in words. */
  readonly rules: readonly string[];
  /** What changes in the analysis plan. */
  readonly analyses: readonly string[];
  /** Consents that are due again, with the reason. */
  readonly consentDue: readonly string[];
  /** What a reader should look at before approving. */
  readonly warnings: readonly string[];
}

/** Compares two versions of one protocol. */
export function compareProtocols(before: Protocol, after: Protocol): Amendment {
  const differences = findDifferences(before, after).filter(({ path }) => path[0] !== 'version');
  const consentDue = consentsDue(before, after);
  return {
    from: before.version,
    to: after.version,
    differences: differences.map((difference) => ({
      kind: difference.kind,
      path: difference.path.join('.'),
      words: wordDifference(difference),
    })),
    participants: touchedParticipants(differences),
    forms: unique(differences.flatMap(({ path }) => (path[0] === 'forms' && path[1] !== undefined ? [path[1]] : []))),
    rules: touchedRules(differences, after),
    analyses: unique(differences.flatMap(({ path }) => (planParts.has(path[0]!) ? [wordPath(path.slice(0, 2))] : []))),
    consentDue,
    warnings: warningsOn(differences, { before, after, consentDue }),
  };
}

const planParts: ReadonlySet<string> = new Set(
  'endpoints analyses analysisSets estimands testing intercurrentEvents safetyComparisons cuts missingData power interim'.split(
    ' ',
  ),
);

/** Parts of a protocol, with the participants that a change of them touches. */
const touches: readonly (readonly [readonly string[], string])[] = [
  [
    ['eligibility', 'nationalTrials'],
    'people who are not yet randomised: criteria are assessed by the new version from its activation on',
  ],
  [['consents'], 'everyone who has signed a consent that is due again, before the next visit'],
  [
    ['visits', 'forms', 'schedule', 'epochs'],
    'everyone in the trial, from the next visit on; what is recorded stays readable under its version',
  ],
  [['administrations', 'product', 'treatments'], 'everyone who still has an administration ahead'],
  [['sites'], 'people at the sites named'],
  [['adverseEvents'], 'everyone in the trial: events reported from the activation on'],
];

function touchedParticipants(differences: readonly Difference[]): readonly string[] {
  const parts = new Set(differences.map(({ path }) => path[0]!));
  const sentences = touches.flatMap(([keys, sentence]) => (keys.some((key) => parts.has(key)) ? [sentence] : []));
  return sentences.length > 0 || differences.length === 0
    ? sentences
    : ['nobody in the trial: only the plan of the analysis or the description differs'];
}

function consentsDue(before: Protocol, after: Protocol): readonly string[] {
  return after.consents.flatMap((consent) => {
    const old = before.consents.find(({ id }) => id === consent.id);
    if (old === undefined) return [`${consent.id} ${consent.version}: new`];
    if (old.version !== consent.version) return [`${consent.id}: version ${old.version} → ${consent.version}`];
    return [];
  });
}

function warningsOn(
  differences: readonly Difference[],
  {
    before,
    after,
    consentDue,
  }: { readonly before: Protocol; readonly after: Protocol; readonly consentDue: readonly string[] },
): readonly string[] {
  const parts = new Set(differences.map(({ path }) => path[0]!));
  const burden = ['administrations', 'product', 'treatments', 'visits', 'forms'].filter((part) => parts.has(part));
  const silent = after.consents.filter((consent) => {
    const old = before.consents.find(({ id }) => id === consent.id);
    return old !== undefined && old.version === consent.version && findDifferences(old, consent).length > 0;
  });
  return [
    ...(before.id === after.id ? [] : [`the files are of different trials: ${before.id} and ${after.id}`]),
    ...(differences.length > 0 && before.version === after.version
      ? [`the version is ${after.version} in both: an amendment has a version of its own`]
      : []),
    ...(['randomisation', 'sequences', 'periods', 'design'].some((part) => parts.has(part))
      ? ['the design or the randomisation differs: a trial that has randomised can’t take this amendment']
      : []),
    ...silent.map(
      ({ id, version }) => `the consent ${id} differs but is version ${version} in both: nobody would be asked again`,
    ),
    ...(burden.length > 0 && consentDue.length === 0
      ? [
          `what participants go through differs (${burden.join(', ')}) and no consent has a new version: is consent due again?`,
        ]
      : []),
    ...(differences.some(({ path }) => path[0] === 'endpoints' || path[0] === 'analyses' || path[0] === 'testing')
      ? ['the analysis plan differs: commit it anew before the unblinding, or the analyses are post hoc']
      : []),
  ];
}

/** Rules of the new version that differ, or that read an item which differs. */
function touchedRules(differences: readonly Difference[], after: Protocol): readonly string[] {
  const changedPaths = new Set(differences.map(({ path }) => path.join('.')));
  const items = new Set(
    differences.flatMap(({ path }) =>
      path[0] === 'forms' && path[2] === 'items' && path[3] !== undefined ? [path[3]] : [],
    ),
  );
  return unique(
    listRules(after, []).flatMap(({ path, source }) => {
      const isChanged = path.some((_, length) => changedPaths.has(path.slice(0, length + 1).join('.')));
      const read = namesIn(source).filter((name) => items.has(name));
      if (isChanged) return [wordPath(path)];
      return read.length > 0 ? [`${wordPath(path)} (reads ${read.join(', ')})`] : [];
    }),
  );
}

/** The keys of the protocol that hold expressions. */
const ruleKeys: ReadonlySet<string> = new Set(['rule', 'readable', 'value', 'when', 'visibleWhen', 'requiredWhen']);

function listRules(
  part: unknown,
  path: readonly string[],
): readonly { readonly path: readonly string[]; readonly source: string }[] {
  if (Array.isArray(part)) {
    return part.flatMap((member, index) =>
      listRules(member, [...path, (member as { id?: string })?.id ?? String(index)]),
    );
  }
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    typeof value === 'string' && ruleKeys.has(key)
      ? [{ path: [...path, key], source: value }]
      : listRules(value, [...path, key]),
  );
}

function namesIn(source: string): readonly string[] {
  const parsed = parseCel(source);
  return 'ast' in parsed ? namesOf(listNodes(parsed.ast)) : [];
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
