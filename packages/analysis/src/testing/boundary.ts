// The boundaries that a plan names for looks before the end, as the library takes them.
import type { EfficacyBoundary, SpendingFunction } from '@equipoise/stats';
import type { Testing } from '@equipoise/trial';

export type PlannedBoundary = NonNullable<Testing['interim']>['efficacy'];

/** The spending function of a boundary; undefined for classical boundaries. */
export function spendingOf(boundary: PlannedBoundary): SpendingFunction | undefined {
  switch (boundary.type) {
    case 'lanDeMetsOBrienFleming':
      return { kind: 'lan-demets-obrien-fleming' };
    case 'lanDeMetsPocock':
      return { kind: 'lan-demets-pocock' };
    case 'hwangShihDeCani':
      return { kind: 'hwang-shih-decani', gamma: boundary.gamma };
    case 'kimDeMets':
      return { kind: 'kim-demets', power: boundary.power };
    default:
      return undefined;
  }
}

/** The efficacy boundary; that of Haybittle and Peto hangs on the number of looks, and each caller says what to make of it. */
export function efficacyOf(
  boundary: PlannedBoundary,
  haybittlePeto: (z: number) => EfficacyBoundary,
): EfficacyBoundary {
  switch (boundary.type) {
    case 'oBrienFleming':
      return { kind: 'obrien-fleming' };
    case 'pocock':
      return { kind: 'pocock' };
    case 'wangTsiatis':
      return { kind: 'wang-tsiatis', delta: boundary.delta };
    case 'haybittlePeto':
      return haybittlePeto(boundary.z);
    default:
      return spendingOf(boundary)!;
  }
}
