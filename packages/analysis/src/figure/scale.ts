// Extents and round ticks of the axes of figures.

/** The values 1, 2 and 5 times powers of ten from `low` to `high`, thinned to powers of ten where they would crowd. */
export function logTicks(low: number, high: number): readonly number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const factors = last - first > 4 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = first; power <= last; power += 1) {
    for (const factor of factors) {
      const tick = Number((factor * 10 ** power).toPrecision(3));
      if (tick >= low * 0.999 && tick <= high * 1.001) ticks.push(tick);
    }
  }
  return ticks;
}

/** The nearest of 1, 2, 5 times a power of ten at or beyond a positive number. */
export function roundedOut(value: number, direction: 'down' | 'up'): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factors = [1, 2, 5, 10].map((factor) => Number((factor * power).toPrecision(3)));
  const found =
    direction === 'up' ? factors.find((each) => each >= value) : factors.filter((each) => each <= value).at(-1);
  return found ?? value;
}

/** Round ticks that cover [low, high], about `count` of them. */
export function linearTicks(low: number, high: number, count = 6): readonly number[] {
  if (high === low) return linearTicks(low, low + Math.max(1, Math.abs(low)), count);
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? rough;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}
