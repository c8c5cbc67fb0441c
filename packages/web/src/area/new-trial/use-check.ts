// The check of the text as it is written: asked of the server a moment after the last key.
import { useEffect, useMemo, useState } from 'react';
import { parse } from 'yaml';
import { type Outline, outlineOf } from './outline.js';
import { checkProtocol, type ProtocolCheck } from './protocol-route.js';

/** After the last key, so that half a word is not called wrong. */
const quietMs = 350;

export interface Checked {
  /** Of which text this is the check. */
  readonly source: string;
  readonly check: ProtocolCheck;
}

/** The latest check, and an error where the server could not be asked. */
export function useCheck(source: string): { readonly checked: Checked | undefined; readonly error: unknown } {
  const [checked, setChecked] = useState<Checked>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    if (source.trim() === '') {
      setChecked(undefined);
      return undefined;
    }
    const controller = new AbortController();
    const timer = window.setTimeout(async () => {
      try {
        const check = await checkProtocol(source, controller.signal);
        setChecked({ source, check });
        setError(undefined);
      } catch (problem) {
        if (!controller.signal.aborted) setError(problem);
      }
    }, quietMs);
    return () => {
      window.clearTimeout(timer);
      controller.abort();
    };
  }, [source]);
  return { checked, error };
}

const emptyOutline = outlineOf(undefined, 'en');

/** The drawing's content: of the text as it stands, or of the last one that YAML could read. */
export function useOutline(source: string, language: string): Outline {
  const [readable, setReadable] = useState<unknown>();
  useEffect(() => {
    const timer = window.setTimeout(() => {
      try {
        setReadable(parse(source, { logLevel: 'silent' }));
      } catch {
        // Half a line is no YAML: the drawing stays until it is again.
      }
    }, quietMs);
    return () => window.clearTimeout(timer);
  }, [source]);
  return useMemo(
    () => (readable === undefined || readable === null ? emptyOutline : outlineOf(readable, language)),
    [readable, language],
  );
}
