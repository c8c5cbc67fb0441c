// What the rows of review become for a screen: hashes of what is signed, readiness by site, suggestions of codes.
import {
  formHashes,
  isDue,
  label,
  normaliseTerm,
  type Protocol,
  participantHash,
  placeKey,
  type SeenForm,
  type Statement,
  similarity,
  unseenBy,
  verificationPercent,
} from '@equipoise/trial';
import type { Asked } from './contract.js';

/** A participant with everything that can be signed. */
export interface Signable {
  readonly participant_id: string;
  readonly site_id: string;
  readonly screening_number: string | null;
  readonly roles: readonly string[];
  readonly forms: readonly { readonly content: SeenForm; readonly changedAt: string }[];
  readonly adverse_events: Readonly<Record<string, unknown>>;
  readonly signatures: readonly {
    readonly meaning: string;
    readonly scope: 'form' | 'participant';
    readonly forms: readonly {
      readonly visit: string;
      readonly form: string;
      readonly occurrence: number;
      readonly voidedVersion?: number;
    }[];
    readonly valid: boolean;
    readonly version: number;
    readonly at: string;
  }[];
}

/** What of a participant waits for a signature by the roles of the actor. */
export function toSign(row: Signable, { protocols }: Asked): readonly Record<string, unknown>[] {
  const protocol = protocols.at(row.site_id);
  const seen = {
    participantId: row.participant_id,
    screeningNumber: row.screening_number ?? '',
    forms: row.forms.map(({ content }) => content),
    adverseEvents: row.adverse_events,
  };
  const meanings = (protocol.dataReview?.signatures ?? []).filter(
    ({ roles }) => roles === undefined || roles.some((role) => row.roles.includes(role)),
  );
  return meanings.flatMap(({ id, meaning, scope, forms }): readonly Record<string, unknown>[] => {
    const statement: Statement = {
      protocolId: protocol.id,
      protocolVersion: protocol.version,
      meaning: id,
      statement: label(meaning),
      unseen: unseenBy(protocol, row.roles),
    };
    const about = { participant_id: row.participant_id, site_id: row.site_id, scope, meaning: id };
    const given = row.signatures.filter((one) => one.meaning === id && one.scope === scope);
    if (scope === 'participant') {
      if (given.some(({ valid }) => valid)) return [];
      const before = given.at(-1);
      return [
        {
          ...about,
          statement: statement.statement,
          visit: null,
          form: null,
          occurrence: null,
          hash: participantHash(protocol, seen, statement),
          changed_at: null,
          signed_before_at: before === undefined ? null : new Date(before.at),
          changed_items: [],
        },
      ];
    }
    const hashes = formHashes(protocol, seen, { statement });
    return row.forms.flatMap(({ content, changedAt }) => {
      if (forms?.includes(content.form) === false) return [];
      const key = placeKey(content);
      const over = given.flatMap((one) =>
        one.forms
          .filter((form) => placeKey(form) === key)
          .map((form) => ({ ...form, at: one.at, version: one.version })),
      );
      if (over.some(({ voidedVersion }) => voidedVersion === undefined)) return [];
      const before = over.at(-1);
      const changed =
        before === undefined
          ? []
          : Object.entries(content.versions).filter(
              ([item, version]) => version > before.version && !statement.unseen.includes(`${content.form}.${item}`),
            );
      return [
        {
          ...about,
          statement: statement.statement,
          visit: content.visit,
          form: content.form,
          occurrence: content.occurrence,
          hash: hashes[key],
          changed_at: new Date(changedAt),
          signed_before_at: before === undefined ? null : new Date(before.at),
          changed_items: changed.map(([item]) => item),
        },
      ];
    });
  });
}

/** A participant's readiness as it is stored; what of verification depends on the site is told apart. */
export interface ReadinessRow {
  readonly participant_id: string;
  readonly site_id: string;
  readonly locked: boolean;
  readonly blocks: Readonly<Record<string, { readonly count: number; readonly places: readonly string[] }>>;
  readonly unverified: readonly {
    readonly key: string;
    readonly draw: number;
    readonly critical: number;
    readonly others: number;
  }[];
  readonly queries_open: number;
  /** Of the site. */
  readonly findings: number;
}

/** The conditions of the lock for one participant. */
export function readinessOf(row: ReadinessRow, protocol: Protocol) {
  const demanded = new Set<string>(protocol.dataReview?.lockConditions ?? []);
  const percent = verificationPercent(protocol, row.findings);
  const places = row.unverified
    .filter(({ draw, critical, others }) =>
      isDue({ draw, critical: critical > 0 ? [''] : [], others: others > 0 ? [''] : [] }, percent),
    )
    .map(({ key }) => key);
  const blocks: ReadinessRow['blocks'] = {
    ...row.blocks,
    ...(places.length === 0 ? {} : { verified: { count: places.length, places } }),
  };
  const names = [
    'formsDone',
    'queriesClosed',
    'verified',
    'signed',
    'coded',
    'scansReconciled',
    'adverseEventsResolved',
    'safetyResolved',
    'infusionsReconciled',
  ];
  const conditions = names.map((condition) => ({
    condition,
    demanded: demanded.has(condition),
    blocks: blocks[condition]?.count ?? 0,
    places: blocks[condition]?.places ?? [],
  }));
  return {
    participant_id: row.participant_id,
    site_id: row.site_id,
    locked: row.locked,
    ready: conditions.every((one) => !one.demanded || one.blocks === 0),
    queries_open: row.queries_open,
    conditions,
  };
}

/** A term with its coding, and candidates of the dictionary where it waits for one. */
export interface CodingRow {
  readonly verbatim: string;
  readonly coded_verbatim: string | null;
  readonly code: string | null;
  readonly dictionary_version: string | null;
  /** The version of the dictionary that is used now. */
  readonly used_version: string | null;
  readonly suggestions:
    | readonly { readonly code: string; readonly term: string; readonly normalised: string; readonly path: unknown }[]
    | null;
}

/** The state of a coding, and the five most alike terms. */
export function codedOf({ coded_verbatim, used_version, suggestions, ...row }: CodingRow) {
  const words = normaliseTerm(row.verbatim);
  const ranked = (suggestions ?? [])
    .map(({ code, term, normalised, path }) => ({ code, term, similarity: similarity(words, normalised), path }))
    .toSorted((a, b) => b.similarity - a.similarity)
    .slice(0, 5);
  const isAsItStands =
    coded_verbatim === row.verbatim && (used_version === null || used_version === row.dictionary_version);
  const state = row.code === null ? 'uncoded' : isAsItStands ? 'coded' : 'outdated';
  return { ...row, state, suggestions: ranked };
}
