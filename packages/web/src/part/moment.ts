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

/** A time of day with two digits each: 9:05, 09:05, 0905 or 905; undefined where it is none. */
export function parseTime(text: string): string | undefined {
  const [, hour, minute] = /^([01]?\d|2[0-3])[:.h]?([0-5]\d)$/.exec(text.trim()) ?? [];
  return hour === undefined ? undefined : `${hour.padStart(2, '0')}:${minute}`;
}

/** Now, and the zone in which this device shows it. */
export function zonedNow(): { readonly at: string; readonly zone: string } {
  return { at: new Date().toISOString(), zone: deviceZone() };
}

/** The IANA zone of the device. */
export function deviceZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** The day of an instant by the clock of the device: YYYY-MM-DD. */
export function dayHere(at: Date): string {
  return localText(at.toISOString()).slice(0, 10);
}

/** Today by the clock of the device. */
export function todayHere(): string {
  return dayHere(new Date());
}
