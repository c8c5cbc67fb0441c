// A progress bar on a terminal; a line now and then where there is none.
import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  readonly update: (done: number) => void;
  readonly stop: () => void;
}

/** Shows how far a long job is, on standard error so that output can be piped. */
export function showProgress(label: string, total: number): Progress {
  if (process.stderr.isTTY) {
    const bar = new SingleBar(
      {
        format: `${label} {bar} {percentage}% · {value} of {total} · {eta_formatted} left`,
        stream: process.stderr,
        hideCursor: true,
      },
      Presets.shades_classic,
    );
    bar.start(total, 0);
    return { update: (done) => bar.update(done), stop: () => bar.stop() };
  }
  let shown = -1;
  return {
    update: (done) => {
      const tenth = Math.floor((10 * done) / Math.max(1, total));
      if (tenth <= shown) return;
      shown = tenth;
      process.stderr.write(`${label} ${tenth * 10}% (${done} of ${total})\n`);
    },
    stop: () => undefined,
  };
}
