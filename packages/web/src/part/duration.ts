// Spans of time as people read them: the two largest parts, in the language of the page.
const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** "3d 4h", "2h 05m", "12m 03s": without a sign. */
export function durationText(milliseconds: number, language: string): string {
  let seconds = Math.floor(Math.abs(milliseconds) / 1000);
  const first = units.findIndex(([, size]) => seconds >= size);
  const shown = first < 0 ? units.slice(-1) : units.slice(first, first + 2);
  return shown
    .map(([unit, size]) => {
      const count = Math.floor(seconds / size);
      seconds -= count * size;
      return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'narrow' }).format(count);
    })
    .join(' ');
}

/** A stopwatch: "00:07", "14:59", "1:02:03". */
export function clockText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours === 0 ? rest : `${hours}:${rest}`;
}
