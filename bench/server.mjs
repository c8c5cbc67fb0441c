// The figures of the server: what it does beside what its database does, on this computer, in one run. `node bench/bench.mjs server --size small`.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { removeDatabase } from '../packages/server/dist/embedded/open-database.js';
import { verifyRecord } from '../packages/server/dist/store/verify.js';
import { openSystem } from '../packages/server/dist/system.js';
import { ask, mustAsk, startServer } from './server-process.mjs';
import { actors, all, FigureTrial, formOf, siteIds } from './server-trial.mjs';

/** How much of everything; `full` is what the targets are about. */
const sizes = {
  small: { saves: 600, users: 100, userSeconds: 12, participants: 100, randomised: 150 },
  medium: { saves: 4000, users: 100, userSeconds: 30, participants: 1000, randomised: 500 },
  full: { saves: 10_000, users: 100, userSeconds: 60, participants: 10_000, randomised: 1500 },
};
const connections = 8;
/** So often everybody saves before it counts: the server has only just started. */
const warmTurns = 5;
/** So many participants are entered side by side, visit by visit: people who save at once save of different ones. */
const apart = 100;
const formAt = (at) => {
  const inBlock = at % (20 * apart);
  return formOf(Math.floor(at / (20 * apart)) * apart + (inBlock % apart), Math.floor(inBlock / apart));
};

const { values } = parseArgs({ options: { size: { type: 'string', default: 'full' }, json: { type: 'string' } } });
const size = sizes[values.size];
if (size === undefined) {
  console.error(`--size is one of ${Object.keys(sizes).join(', ')}`);
  process.exit(2);
}

const rows = [];
const cpuTimes = () => {
  try {
    const [, ...times] = readFileSync('/proc/stat', 'utf8').split('\n')[0].split(/\s+/);
    return { all: times.slice(0, 8).reduce((sum, each) => sum + Number(each), 0), stolen: Number(times[7]) };
  } catch {
    return { all: 0, stolen: 0 };
  }
};

const stolenSince = (before) => {
  const after = cpuTimes();
  return Math.round((100 * (after.stolen - before.stolen)) / Math.max(1, after.all - before.all));
};

/** Measures and prints one figure, with the share of this computer's time that its host gave to others meanwhile. */
async function figure(name, target, work) {
  const before = cpuTimes();
  const found = await work();
  const row = { name, target, stolenPercent: stolenSince(before), ...found };
  rows.push(row);
  const verdict = row.isMet === undefined ? '' : row.isMet ? 'met' : 'NOT MET';
  console.log(
    `${name.padEnd(64)} ${row.text.padStart(22)}   ${target.padEnd(16)} ${verdict.padEnd(8)} ${String(row.stolenPercent).padStart(3)}%`,
  );
  return row;
}

const perSecond = (number) => `${number >= 100 ? Math.round(number).toLocaleString('en') : number.toPrecision(3)} /s`;
const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];

console.log(
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}; size ${values.size}`,
);
console.log('Stolen: the share of the processors that the host of this computer gave to others meanwhile.\n');
console.log(`${''.padEnd(64)} ${'measured'.padStart(22)}   ${'target'.padEnd(16)} ${''.padEnd(8)} stolen`);

const root = mkdtempSync(join(tmpdir(), 'equipoise-bench-'));
chmodSync(root, 0o711);
const place = { dataDir: join(root, 'data'), keyDirectory: join(root, 'keys') };
process.env.DATABASE_URL = '';
const system = await openSystem(place);
try {
  await run();
} finally {
  await system.close();
  await removeDatabase(place.dataDir);
  rmSync(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ size: values.size, rows }, null, 2)}\n`);

async function run() {
  const trial = new FigureTrial(system);
  await trial.open();
  const savers = Math.ceil(size.saves / (20 * apart)) * apart;
  await all(savers, connections, (number) => trial.screen(number));

  // The same body as a row of a table without anything else: what this database can do at all, three times in turn with ours.
  await system.pools.owner.query(
    'create table ops.bench_bare (id uuid primary key default gen_random_uuid(), at timestamptz default now(), body jsonb)',
  );
  const before = cpuTimes();
  const rounds = 3;
  const each = Math.floor(size.saves / rounds);
  let ownCpuMs = 0;
  const bareRates = [];
  const ownRates = [];
  for (let round = 0; round < rounds; round += 1) {
    bareRates.push(each / (await bareInserts(each)));
    const first = round * each;
    const cpu = process.cpuUsage();
    const seconds = await all(each, connections, (index) => {
      const at = first + index;
      return trial.must('coordinator', 'recordForm', formAt(at));
    });
    const { user, system: kernel } = process.cpuUsage(cpu);
    ownCpuMs += (user + kernel) / 1000;
    ownRates.push(each / seconds);
  }
  const stolenPercent = stolenSince(before);
  const middle = (list) => [...list].sort((a, b) => a - b)[1];
  const bare = middle(bareRates);
  await figure('bare single-row inserts, autocommit, 8 connections', '', async () => ({
    value: bare,
    text: perSecond(bare),
    stolenPercent,
  }));
  const share = middle(ownRates) / bare;
  await figure('forms of 25 items saved, with audit, checks and read rows', '≥ 40% of bare', async () => ({
    ...{ value: middle(ownRates), share, isMet: share >= 0.4, stolenPercent },
    text: `${perSecond(middle(ownRates))} (${Math.round(100 * share)}%)`,
  }));

  await figure('processor time of the program for one of them', '', async () => {
    const value = ownCpuMs / (rounds * each);
    return { value, text: `${value.toFixed(1)} ms`, stolenPercent };
  });

  await bigTrial(trial, savers);
  await overHttp(trial);
}

async function bareInserts(count) {
  const text = 'insert into ops.bench_bare (body) values ($1)';
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({ connectionString: system.connectionString, max: connections });
  await Promise.all(Array.from({ length: connections }, () => pool.query('select pg_sleep(0.05)')));
  const seconds = await all(count, connections, (index) =>
    pool.query({ name: 'bare', text, values: [JSON.stringify(formAt(index))] }),
  );
  await pool.end();
  return seconds;
}

async function bigTrial(trial, screened) {
  const { participants, randomised } = size;
  const more = Math.max(0, participants - screened);
  const done = Math.floor(size.saves / 3) * 3;
  await all(more, 16, (index) => trial.screen(screened + index));
  await figure(`the rest of ${participants.toLocaleString('en')} participants × 20 visits entered`, '', async () => {
    const left = participants * 20 - done;
    const seconds = await all(Math.max(0, left), 16, (index) => {
      const at = done + index;
      return trial.must('coordinator', 'recordForm', formAt(at));
    });
    return { value: left / seconds, text: left <= 0 ? 'all were there' : perSecond(left / seconds) };
  });
  await all(Math.min(randomised, participants), connections, (number) => trial.assess(number));
  await figure(`randomisations, 50 at once in one stratum`, '≥ 300 /s', async () => {
    const seconds = await all(Math.min(randomised, participants), 50, (number) => trial.randomise(number));
    const value = Math.min(randomised, participants) / seconds;
    return { value, isMet: value >= 300, text: perSecond(value) };
  });
  await figure('verification of the record', '≥ 50,000 ev/s', async () => {
    const begun = performance.now();
    const { findings } = await verifyRecord(system.pools.sealed, trial.trialId);
    const seconds = (performance.now() - begun) / 1000;
    if (findings.length > 0) throw new Error(findings[0].message);
    const { rows: counted } = await system.pools.sealed.query(
      'select count(*)::int as n from record.event where trial_id = $1',
      [trial.trialId],
    );
    const value = counted[0].n / seconds;
    return { value, isMet: value >= 50_000, text: `${perSecond(value)} of ${counted[0].n.toLocaleString('en')}` };
  });
}

async function overHttp(trial) {
  const aheadMs = Date.parse('2026-06-01T08:00:00.000Z') - Date.now();
  const settings = { ...place, aheadMs };
  let server = await startServer(settings);
  await figure('from the start of a server to /readyz, database running', '≤ 3 s', async () => {
    await server.stop();
    server = await startServer(settings);
    const value = server.readySeconds;
    return { value, isMet: value <= 3, text: `${value.toFixed(2)} s` };
  });
  const base = `/api/trials/${trial.trialId}`;
  await userSaves(trial, server, base);
  const agent = new Agent({ keepAlive: true });
  const looks = [
    ['worklist', 'coordinator', `${base}/worklist?siteId=${siteIds[0]}&limit=100`],
    ['participants', 'monitor', `${base}/participants?limit=100`],
    ['openQuestions', 'dataManager', `${base}/openQuestions?siteId=${siteIds[0]}`],
    ['queries', 'dataManager', `${base}/queries?siteId=${siteIds[0]}&limit=100`],
    ['form', 'coordinator', `${base}/form?participantId=${formOf(1, 1).participantId}&visit=visit2&form=panel`],
    ['roadToLock', 'dataManager', `${base}/roadToLock?siteId=${siteIds[0]}`],
  ];
  for (const [name, role, path] of looks) {
    await figure(`view ${name}, median of 9`, '< 100 ms', async () => {
      const times = [];
      for (let turn = 0; turn < 10; turn += 1) {
        const begun = performance.now();
        const answer = await ask({ port: server.port, agent, method: 'GET', path, actorId: actors[role] });
        if (answer.status !== 200) return { text: `${answer.status} ${answer.text.slice(0, 60)}` };
        times.push(performance.now() - begun);
      }
      const value = quantile(
        times.slice(1).sort((a, b) => a - b),
        0.5,
      );
      return { value, isMet: value < 100, text: `${value.toFixed(1)} ms` };
    });
  }
  await server.stop();
  server = await startServer(settings);
  await figure('whole export as CSV, most memory of its server', '< 300 MB', async () => {
    const begun = performance.now();
    const { bytes } = await mustAsk({
      ...{ port: server.port, agent, method: 'POST', path: `${base}/exports/data`, actorId: actors.dataManager },
      body: { format: 'csv', deidentified: false },
    });
    const seconds = (performance.now() - begun) / 1000;
    const value = server.peakMemoryMb();
    return {
      ...{ value, bytes, seconds, isMet: value === undefined ? undefined : value < 300 },
      text: `${value ?? '?'} MB, ${(bytes / 1e6).toFixed(1)} MB in ${seconds.toFixed(1)} s`,
    };
  });
  agent.destroy();
  await server.stop();
}

/** Each user saves every two seconds, all over a connection of their own. */
async function userSaves(trial, server, base) {
  const { users, userSeconds } = size;
  const first = 1_000_000;
  const each = warmTurns + Math.ceil(userSeconds / 2);
  // Twenty visits of a participant, and then those of another.
  await all(users * Math.ceil(each / 20), connections, (number) => trial.screen(first + number));
  await figure(`a save of one of ${users} users who each save every 2 s, p99`, '< 60 ms', async () => {
    const times = [];
    await Promise.all(
      Array.from({ length: users }, async (_, user) => {
        const agent = new Agent({ keepAlive: true, maxSockets: 1 });
        await sleep((2000 * user) / users);
        const begunAt = performance.now();
        for (let turn = 0; turn < each; turn += 1) {
          await sleep(Math.max(0, begunAt + 2000 * turn - performance.now()));
          const begun = performance.now();
          await mustAsk({
            ...{ port: server.port, agent, method: 'POST', path: `${base}/commands/recordForm` },
            ...{ actorId: actors.coordinator, body: formOf(first + user + users * Math.floor(turn / 20), turn % 20) },
          });
          if (turn >= warmTurns) times.push(performance.now() - begun);
        }
        agent.destroy();
      }),
    );
    times.sort((a, b) => a - b);
    const value = quantile(times, 0.99);
    return {
      ...{ value, isMet: value < 60, p50: quantile(times, 0.5) },
      text: `${value.toFixed(1)} ms (p50 ${quantile(times, 0.5).toFixed(1)})`,
    };
  });
}
