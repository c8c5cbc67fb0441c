// The ids under which scans are read: always the same for the same scan, and of no order, length or part that tells whose it is.
import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { canonicalJson, type TrialId } from '@equipoise/trial';

/** Where the form stands that holds the reading of a scan. */
export interface ScanPlace {
  readonly participantId: string;
  readonly visit: string;
  readonly form: string;
  readonly occurrence: number;
}

/** Ids and tags of the scans of one trial. */
export interface ReadingIds {
  /** The id of a scan. */
  readonly idOf: (place: Omit<ScanPlace, 'occurrence'> & { readonly occurrence: number | string }) => string;
  /** What a reader sends back of the version that was seen: the version itself counts what happened to the participant. */
  readonly tagOf: (readingId: string, version: number) => string;
  /** Places a scan among others for one reader: another order for each of them, and none that the scans have. */
  readonly placeFor: (actorId: string, readingId: string) => string;
}

/** Letters and digits that are not mistaken for each other (Crockford's base 32). */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Three groups of four: 60 bits, so that of a million scans two have the same id in one trial out of two million. */
const groups = 3;

/**
 * The ids of a trial. In a rehearsal, where nobody is blind to anything real, they follow from the id of the trial, as all that is
 * drawn there: the same run gives the same ids.
 */
export function readingIds(idKey: Uint8Array, { trialId, mode }: { trialId: TrialId; mode: string }): ReadingIds {
  const from = mode === 'rehearsal' ? trialId : idKey;
  const key = Buffer.from(hkdfSync('sha256', from, trialId, 'equipoise-reading-1', 32));
  const draw = (...parts: readonly (string | number)[]) =>
    createHmac('sha256', key).update(canonicalJson(parts)).digest();
  return {
    idOf: ({ participantId, visit, form, occurrence }) => written(draw('scan', participantId, visit, form, occurrence)),
    tagOf: (readingId, version) => written(draw('version', readingId, version)),
    placeFor: (actorId, readingId) => createHash('sha256').update(`${actorId} ${readingId}`).digest('hex'),
  };
}

/** An id as it is compared: what people type in lower case, without hyphens, or with a letter that is no digit is meant well. */
export function readReadingId(text: string): string | undefined {
  const bare = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  if (!new RegExp(`^[${alphabet}]{${groups * 4}}$`).test(bare)) return undefined;
  return bare.replaceAll(/(.{4})(?=.)/g, '$1-');
}

function written(bytes: Buffer): string {
  const characters = Array.from(bytes.subarray(0, groups * 4), (byte) => alphabet[byte % 32]).join('');
  return characters.replaceAll(/(.{4})(?=.)/g, '$1-');
}
