// Moments in the zone of the one they are due to.

/** "24 Nov 2026, 23:59" as clocks of that zone show it. */
export function inZone(instant: string, timeZone: string, language: string): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    ...({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const),
    hourCycle: 'h23',
    timeZone,
  }).format(new Date(instant));
}
