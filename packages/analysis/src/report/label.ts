// Names of the protocol's parts in the language of the report.
import type { Protocol, Text } from '@equipoise/trial';
import { byCodeUnits, labelOf } from '../text.js';

/** The name of the part with this id, else the id itself: a report never fails for want of a name. */
export function nameOf(parts: readonly { readonly id: string; readonly name: Text }[], id: string): string {
  return labelOf(parts.find((each) => each.id === id)?.name, id);
}

/** Names by id of all that a report names. */
export interface ReportLabels {
  readonly sequence: (id: string) => string;
  readonly treatment: (id: string) => string;
  readonly period: (id: string) => string;
  readonly visit: (id: string) => string;
  readonly endpoint: (id: string) => string;
  readonly analysisSet: (id: string) => string;
  readonly analysis: (id: string) => string;
}

/** Look-ups of a protocol's names. */
export function labelsOf(protocol: Protocol): ReportLabels {
  return {
    sequence: (id) => nameOf(protocol.sequences, id),
    treatment: (id) => nameOf(protocol.treatments, id),
    period: (id) => nameOf(protocol.periods, id),
    visit: (id) => nameOf(protocol.visits, id),
    endpoint: (id) => nameOf(protocol.endpoints, id),
    analysisSet: (id) => nameOf(protocol.analysisSets, id),
    analysis: (id) => nameOf(protocol.analyses, id),
  };
}

/** Ids of the groups that a table shows, in the protocol's order; ids that the protocol doesn't know come last. */
export function inProtocolOrder(parts: readonly { readonly id: string }[], ids: readonly string[]): readonly string[] {
  const order = new Map(parts.map((part, index) => [part.id, index]));
  const rank = (id: string) => order.get(id) ?? parts.length;
  return [...new Set(ids)].sort((a, b) => rank(a) - rank(b) || byCodeUnits(a, b));
}
