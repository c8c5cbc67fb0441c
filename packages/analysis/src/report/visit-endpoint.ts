// Which endpoints the report shows by visit: each series of values once, in its longest form.
import type { Protocol } from '@equipoise/trial';
import type { AnalysisOutput } from '../output.js';
import { inProtocolOrder } from './label.js';

/** Endpoints of analyses of the primary role, and of the primary role by the protocol. */
export function primaryEndpoints(output: AnalysisOutput, protocol: Protocol): readonly string[] {
  const ids = [
    ...output.analyses.filter((each) => each.role === 'primary').map((each) => each.endpoint),
    ...protocol.endpoints.filter((each) => each.role === 'primary').map((each) => each.id),
  ];
  return inProtocolOrder(protocol.endpoints, ids);
}

/** Other endpoints with values by visit; of several that read the same item, the one with most visits. */
export function otherVisitEndpoints(output: AnalysisOutput, protocol: Protocol): readonly string[] {
  const primary = primaryEndpoints(output, protocol);
  const ids = inProtocolOrder(
    protocol.endpoints,
    output.visitSummaries.map((row) => row.endpoint).filter((id) => !primary.includes(id)),
  );
  const visitCount = (id: string) =>
    new Set(output.visitSummaries.filter((row) => row.endpoint === id).map((row) => row.visit)).size;
  const itemOf = (id: string) => {
    const item = protocol.endpoints.find((each) => each.id === id)?.item;
    return item === undefined ? id : `${item.form}/${item.item}`;
  };
  return ids.filter((id, index) =>
    ids.every((other, position) => {
      if (other === id || itemOf(other) !== itemOf(id)) return true;
      return visitCount(id) > visitCount(other) || (visitCount(id) === visitCount(other) && index < position);
    }),
  );
}
