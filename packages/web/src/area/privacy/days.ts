// Days of this device as the instants between which a log is asked.

/** The begin of the first day, and the end of the last one, in UTC; absent where a day is not said. */
export function daysAsInstants({ from, until }: { readonly from: string; readonly until: string }): {
  readonly from?: string;
  readonly to?: string;
} {
  return {
    ...(from === '' ? {} : { from: midnight(from, 0) }),
    ...(until === '' ? {} : { to: midnight(until, 1) }),
  };
}

/** Midnight of a day by the clock of the device, so many days later. */
function midnight(day: string, daysLater: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).toISOString();
}
