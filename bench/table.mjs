// Prints the speed table: ours against its target, and each peer with its ratio.
import { timeText } from './measure.mjs';

/** @returns the rows that were printed, for --json */
export function printTable(ours, peers) {
  const versions = Object.entries(peers.versions).map(([name, version]) => `${name} ${version}`);
  console.log(`Peers: ${versions.length > 0 ? versions.join(', ') : 'none'}`);
  if (peers.missing !== undefined) console.log(peers.missing);
  if (peers.absent.length > 0) console.log(`Not installed: ${peers.absent.join(', ')}`);
  console.log('Ratios are of medians.');
  return ours.map((task) => {
    const { name, medianMicros, fastestMicros, targetMicros, difference, note } = task;
    const hasTarget = Number.isFinite(targetMicros);
    const verdict = !hasTarget ? '' : medianMicros <= targetMicros ? 'met' : 'MISSED';
    console.log(`\n${name}`);
    const parts = [
      `  ours ${timeText(medianMicros)}`,
      fastestMicros === undefined ? '' : `fastest ${timeText(fastestMicros)}`,
      hasTarget ? `target ${timeText(targetMicros)}: ${verdict}` : '',
      difference === undefined ? '' : `differs from the plain path by ${difference.toExponential(1)} at most`,
      note ?? '',
    ];
    console.log(parts.filter((part) => part !== '').join(' · '));
    const compared = task.peers.map((peer) => comparePeer(task, peer, peers));
    for (const { text } of compared) console.log(`  ${text}`);
    return { ...task, verdict, peers: compared };
  });
}

function comparePeer(task, { name, calls = 1, ratio: wanted, note }, { times, errors }) {
  const time = times[name];
  const suffix = note === undefined ? '' : ` (${note})`;
  if (time === undefined) {
    const reason = errors[name] === undefined ? 'not measured' : `failed: ${errors[name]}`;
    return { name, text: `${name}${suffix}: ${reason}` };
  }
  const micros = time.medianMicros / calls;
  const ratio = micros / task.medianMicros;
  const target = wanted === undefined ? '' : `, target ≥ ${wanted}: ${ratio >= wanted ? 'met' : 'MISSED'}`;
  const isSameModel = task.value !== undefined && wanted !== undefined;
  const agreement = isSameModel ? `; estimates differ by ${Math.abs(time.value - task.value).toExponential(1)}` : '';
  const text = `${name}${suffix}: ${timeText(micros)}, ${ratio.toPrecision(3)} × ours${target}${agreement}`;
  return { name, medianMicros: micros, runs: time.runs, ratio, text };
}
