// Between UTC instants of the record and what a clock of this device shows.

/** "2026-11-24T08:15" in the zone of the device. */
export function localText(instant: string): string {
  const at = new Date(instant);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The UTC instant with milliseconds; empty for what is no moment. */
export function utcOf(local: string): string {
  const at = new Date(local);
  return local === '' || Number.isNaN(at.getTime()) ? '' : at.toISOString();
}

/** Now, and the zone in which this device shows it. */
export function zonedNow(): { readonly at: string; readonly zone: string } {
  return { at: new Date().toISOString(), zone: deviceZone() };
}

/** The IANA zone of the device. */
export function deviceZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** Today by the clock of the device. */
export function today(): string {
  return localText(new Date().toISOString()).slice(0, 10);
}
