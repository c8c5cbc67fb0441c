// A problem that was found in a document, before it is given its place in the file.

export type Path = readonly (string | number)[];

/** A problem at a path of a document. */
export interface Finding {
  /** Stable, kebab-case. */
  readonly code: string;
  readonly severity?: 'error' | 'warning';
  readonly message: string;
  readonly allowed?: string;
  readonly path: Path;
  /** Point at the key of the path's last part instead of its value. */
  readonly atKey?: boolean;
  /** Characters into the value's text, for expressions. */
  readonly offset?: number;
}

/** Words in quotes, with commas: what a message lists as allowed. At most twenty are shown. */
export function listWords(words: Iterable<string>): string {
  const all = [...words];
  if (all.length === 0) return 'none is defined';
  const shown = all.slice(0, 20).map((word) => `"${word}"`);
  return all.length > shown.length ? `${shown.join(', ')} and ${all.length - shown.length} more` : shown.join(', ');
}
