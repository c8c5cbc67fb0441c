// The cuts of a protocol with what the record says of them.
import type { Protocol } from '@equipoise/trial';
import type { RowOf } from '../../api/view.js';

type AuditRow = Pick<RowOf<'audit'>, 'type' | 'actor_id' | 'recorded_at' | 'payload'>;
type DataCut = NonNullable<Protocol['cuts']>[number];

export interface CutStanding extends DataCut {
  readonly madeAt?: string;
  readonly madeBy?: string;
  readonly openings: readonly { readonly at: string; readonly by: string }[];
}

export function cutsIn(protocol: Pick<Protocol, 'cuts'>, events: readonly AuditRow[]): readonly CutStanding[] {
  const of = (type: string, id: string) => events.filter((event) => event.type === type && cutOf(event.payload) === id);
  return (protocol.cuts ?? []).map((cut) => {
    const made = of('DataCutMade', cut.id)[0];
    return {
      ...cut,
      ...(made === undefined ? {} : { madeAt: made.recorded_at, madeBy: made.actor_id }),
      openings: of('DataCutOpened', cut.id).map(({ recorded_at: at, actor_id: by }) => ({ at, by })),
    };
  });
}

function cutOf(payload: string | null): string | undefined {
  if (payload === null) return undefined;
  const { cut } = JSON.parse(payload) as { readonly cut?: unknown };
  return typeof cut === 'string' ? cut : undefined;
}
