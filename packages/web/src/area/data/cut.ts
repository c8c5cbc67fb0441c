// The cuts of a protocol with what became of them.
import type { Protocol } from '@equipoise/trial';

/** A cut as the server knows it. */
export interface MadeCut {
  readonly cut: string;
  readonly madeAt: string | null;
  readonly openedAt: string | null;
}

type DataCut = NonNullable<Protocol['cuts']>[number];

export interface CutStanding extends DataCut {
  readonly madeAt?: string;
  readonly openedAt?: string;
}

export function cutsIn(protocol: Pick<Protocol, 'cuts'>, made: readonly MadeCut[]): readonly CutStanding[] {
  return (protocol.cuts ?? []).map((cut) => {
    const found = made.find((one) => one.cut === cut.id);
    return {
      ...cut,
      ...(found?.madeAt ? { madeAt: found.madeAt } : {}),
      ...(found?.openedAt ? { openedAt: found.openedAt } : {}),
    };
  });
}
