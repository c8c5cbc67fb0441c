// Names of the codes of adverse events: those of the system in the language of the page, those of the protocol as it names them.
import type { Protocol } from '@equipoise/trial';
import { useMemo } from 'react';
import { useText } from '../../api/protocol.js';
import { english } from '../../language/en/all.js';
import { useFormats } from '../../language/format.js';
import { type MessageKey, useSay } from '../../language/message.js';

export interface AdverseEventWords {
  readonly outcome: (code: string | undefined) => string;
  readonly criterion: (code: string) => string;
  readonly relation: (code: string | undefined) => string;
  readonly target: (code: string) => string;
  readonly action: (code: string | undefined) => string;
  readonly severity: (code: string | undefined) => string;
  readonly organClass: (code: string | undefined) => string;
  /** A day that may be partial, or missing with a reason. */
  readonly dayOrMissing: (value: unknown) => string;
}

export function useAdverseEventWords(protocol: Protocol | undefined): AdverseEventWords {
  const say = useSay();
  const text = useText();
  const { day } = useFormats();
  return useMemo(() => {
    const own = (group: string) => (code: string | undefined) => {
      if (code === undefined) return '';
      const key = `safety.${group}.${code}`;
      return key in english ? say(key as MessageKey) : code;
    };
    const { severity = [], dictionary } = protocol?.adverseEvents ?? {};
    return {
      outcome: own('outcome'),
      criterion: own('criterion'),
      relation: own('causality'),
      target: own('target'),
      action: own('action'),
      severity: (code) => text(severity.find((one) => one.code === code)?.name) || (code ?? ''),
      organClass: (code) =>
        text(dictionary?.systemOrganClasses?.find((one) => one.code === code)?.name) || (code ?? ''),
      dayOrMissing: (value) =>
        typeof value === 'string' ? day(value) : value === undefined || value === null ? '' : say('safety.missing'),
    };
  }, [protocol, say, text, day]);
}
