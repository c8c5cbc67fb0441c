// The day that it is on this device.

/** YYYY-MM-DD by the clock of the device. */
export function todayHere(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
