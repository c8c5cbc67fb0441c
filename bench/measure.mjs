// Times a function: batches long enough for the clock, their median and their fastest.

/**
 * @param {() => void} run
 * @param {{ seconds?: number, batchMicros?: number }} options
 * @returns {{ medianMicros: number, fastestMicros: number, runs: number }} per call
 */
export function measure(run, { seconds = 1.5, batchMicros = 200 } = {}) {
  const warmUntil = performance.now() + 300 * seconds;
  let calls = 0;
  const warmStart = performance.now();
  do {
    run();
    calls += 1;
  } while (performance.now() < warmUntil);
  const perCall = ((performance.now() - warmStart) / calls) * 1000;
  const batch = Math.max(1, Math.round(batchMicros / perCall));
  const times = [];
  const until = performance.now() + 1000 * seconds;
  do {
    const start = process.hrtime.bigint();
    for (let k = 0; k < batch; k += 1) run();
    times.push(Number(process.hrtime.bigint() - start) / 1000 / batch);
  } while (performance.now() < until || times.length < 5);
  times.sort((a, b) => a - b);
  return { medianMicros: median(times), fastestMicros: times[0], runs: times.length * batch };
}

/** @param {number[]} sorted */
function median(sorted) {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A time in the unit that suits it. */
export function timeText(micros) {
  if (!Number.isFinite(micros)) return '';
  if (micros < 1) return `${(micros * 1000).toPrecision(3)} ns`;
  if (micros < 1000) return `${micros.toPrecision(3)} µs`;
  if (micros < 1e6) return `${(micros / 1000).toPrecision(3)} ms`;
  return `${(micros / 1e6).toPrecision(3)} s`;
}
