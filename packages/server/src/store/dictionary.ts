// Dictionaries of the installation: import of a version, the term of a code, and the terms that words stand for.
import { canonicalJson, type DictionaryTerm, normaliseTerm, sha256Hex, type TrialId } from '@equipoise/trial';
import type pg from 'pg';
import type { ImportedTerm } from '../dictionary/meddra.js';
import { inTransaction, type Pools, readAs } from './pool.js';
import { streamIdOf } from './stream.js';

/** A version that is there already, with other terms. */
export class DictionaryProblem extends Error {}

/**
 * Stores a version of a dictionary whole, in one transaction. The same version again changes nothing.
 * @returns whether it was stored now
 * @throws DictionaryProblem where the version is there with other terms: codes were given by it
 */
export function importDictionary(
  pool: pg.Pool,
  {
    dictionary,
    version,
    terms,
    digest: known,
  }: {
    readonly dictionary: string;
    readonly version: string;
    readonly terms: readonly ImportedTerm[];
    /** `digestOfTerms`, where it was computed elsewhere. */
    readonly digest?: string;
  },
): Promise<boolean> {
  const digest = Buffer.from(known ?? digestOfTerms(terms), 'hex');
  return inTransaction(pool, 'begin', async (client) => {
    const { rows } = await client.query<{ digest: Buffer }>(
      'select digest from dictionary.version where dictionary = $1 and version = $2',
      [dictionary, version],
    );
    if (rows[0]?.digest.equals(digest)) return false;
    if (rows[0]) {
      throw new DictionaryProblem(
        `version ${version} of ${dictionary} is there with other terms; what was coded with it rests on those. Import this one under another version.`,
      );
    }
    await client.query('insert into dictionary.version (dictionary, version, terms, digest) values ($1, $2, $3, $4)', [
      dictionary,
      version,
      terms.length,
      digest,
    ]);
    for (let from = 0; from < terms.length; from += 10_000) {
      const batch = terms.slice(from, from + 10_000).map(({ code, term, isCurrent, path }) => ({
        dictionary,
        version,
        code,
        term,
        normalised: normaliseTerm(term),
        current: isCurrent,
        path,
      }));
      await client.query(
        'insert into dictionary.term select * from jsonb_populate_recordset(null::dictionary.term, $1::jsonb)',
        [JSON.stringify(batch)],
      );
    }
    return true;
  });
}

/** SHA-256 (hexadecimal) of terms, whatever their order. */
export function digestOfTerms(terms: readonly ImportedTerm[]): string {
  return sha256Hex(canonicalJson(terms.toSorted((a, b) => (a.code < b.code ? -1 : 1)) as never));
}

/** A version that was imported. */
export interface DictionaryVersion {
  readonly dictionary: string;
  readonly version: string;
  readonly terms: number;
  /** UTC instant. */
  readonly importedAt: string;
}

/** The versions of all dictionaries, by name, the newest of each first. */
export async function listDictionaries(pool: pg.Pool): Promise<readonly DictionaryVersion[]> {
  const { rows } = await pool.query<Omit<DictionaryVersion, 'importedAt'> & { importedAt: Date }>(
    `select dictionary, version, terms, imported_at as "importedAt" from dictionary.version
     order by dictionary, imported_at desc, version`,
  );
  return rows.map((row) => ({ ...row, importedAt: row.importedAt.toISOString() }));
}

/** The version that a coding uses since it was changed. */
export interface ChangedVersion {
  readonly coding: string;
  readonly version: string;
  readonly changedBy: string;
  /** UTC instant. */
  readonly changedAt: string;
  readonly reason: string | null;
}

/** The codings of a trial whose version was changed after their protocol, as an actor may see it. */
export function listChangedVersions(
  pools: Pools,
  { trialId, actorId }: { readonly trialId: TrialId; readonly actorId: string },
): Promise<readonly ChangedVersion[]> {
  return readAs(pools, actorId, async (client) => {
    const { rows } = await client.query<Omit<ChangedVersion, 'changedAt'> & { changedAt: Date }>(
      `select coding, version, changed_by as "changedBy", changed_at as "changedAt", reason from api.coding_version($1, $2)`,
      [trialId, streamIdOf(trialId, { kind: 'trial' })],
    );
    return rows.map((row) => ({ ...row, changedAt: row.changedAt.toISOString() }));
  });
}

/** The current term of a code; undefined where there is none. */
export async function findTerm(
  pool: pg.Pool,
  { dictionary, version, code }: Pick<DictionaryTerm, 'dictionary' | 'version' | 'code'>,
): Promise<DictionaryTerm | undefined> {
  const { rows } = await pool.query<{ term: string; path: DictionaryTerm['path'] }>(
    'select term, path from dictionary.term where dictionary = $1 and version = $2 and code = $3 and current',
    [dictionary, version, code],
  );
  const row = rows[0];
  return row === undefined ? undefined : { dictionary, version, code, term: row.term, path: row.path };
}

/** What one term of a dictionary stands for, by the words as written or as normalised. */
export interface WordMatch {
  readonly to: DictionaryTerm;
  readonly method: 'exact' | 'normalised';
}

/** By words: the one current term that they stand for. Words that several terms share are left to a person. */
export async function matchWords(
  pool: pg.Pool,
  {
    dictionary,
    version,
    words,
  }: { readonly dictionary: string; readonly version: string; readonly words: readonly string[] },
): Promise<ReadonlyMap<string, WordMatch>> {
  const { rows } = await pool.query<{ code: string; term: string; normalised: string; path: DictionaryTerm['path'] }>(
    `select code, term, normalised, path from dictionary.term
     where dictionary = $1 and version = $2 and current and normalised = any ($3) order by code`,
    [dictionary, version, [...new Set(words.map(normaliseTerm))]],
  );
  const matches = new Map<string, WordMatch>();
  for (const written of words) {
    const alike = rows.filter(({ normalised }) => normalised === normaliseTerm(written));
    const exact = alike.filter(({ term }) => term === written);
    const [one, second] = exact.length > 0 ? exact : alike;
    if (one === undefined || second !== undefined) continue;
    const to = { dictionary, version, code: one.code, term: one.term, path: one.path };
    matches.set(written, { to, method: exact.length > 0 ? 'exact' : 'normalised' });
  }
  return matches;
}
