// When a bag is collected and until when it may be used: from what everybody knows, never from when it was ready.
import type { Payload } from '../event/catalogue.js';
import type { Protocol } from '../protocol/schema.js';
import { addHours, instantAt } from '../zone.js';

/** The zone whose clock hangs at a site; UTC where the protocol does not say. */
export function zoneOfSite(protocol: Protocol, siteId: string | undefined): string {
  return protocol.sites.find((site) => site.id === siteId)?.timeZone ?? 'UTC';
}

/** The fixed time of collection on a day, where the protocol has one. */
export function collectionOn(
  protocol: Protocol,
  siteId: string | undefined,
  day: string,
): { readonly collectionAt: string; readonly zone: string } | undefined {
  const time = protocol.product?.collection?.timeOfDay;
  if (time === undefined) return undefined;
  const zone = zoneOfSite(protocol, siteId);
  return { collectionAt: instantAt(day, time, zone), zone };
}

/** The earliest instant at which a bag may be prepared for its collection. */
export function earliestPreparation(
  protocol: Protocol,
  { collectionAt }: Pick<Payload<'InfusionScheduled'>, 'collectionAt'>,
): string | undefined {
  const hours = protocol.product?.collection?.preparedWithinHours;
  return collectionAt === undefined || hours === undefined ? undefined : addHours(collectionAt, -hours);
}

/**
 * The expiry that the label shows: counted from the earliest preparation that is allowed, so that it is the same for
 * every bag and never later than the true one.
 */
export function shownExpiry(
  protocol: Protocol,
  schedule: Pick<Payload<'InfusionScheduled'>, 'collectionAt'> | undefined,
): string | undefined {
  const earliest = schedule === undefined ? undefined : earliestPreparation(protocol, schedule);
  return earliest === undefined ? undefined : addHours(earliest, protocol.product?.expiryHours ?? 0);
}
