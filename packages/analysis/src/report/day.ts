// Calendar days as a reader takes them, whatever country he is from: 24 Nov 2026; no time zone plays a part.

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A day (3 Jul 2012), a month (Jul 2012) or a year of ISO text; a dash where there is none. */
export function dayText(text: string | null): string {
  if (text === null) return '\u2013';
  const [year = '', month, day] = text.slice(0, 10).split('-');
  const named = month === undefined ? year : `${months[Number(month) - 1] ?? month} ${year}`;
  return day === undefined ? named : `${Number(day)} ${named}`;
}
