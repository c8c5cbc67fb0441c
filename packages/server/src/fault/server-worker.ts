// The web server that fault tests kill: believes whoever names an actor; ends, as `equipoise serve` does, when its database is gone.
import { createInterface } from 'node:readline';
import { ActorId } from '@equipoise/trial';
import { makeApp } from '../http/app.js';
import type { Authenticator } from '../http/authentication.js';
import { openSystem } from '../system.js';
import type { ServerSettings, WorkerWord } from './worker-process.js';

const settings = JSON.parse(process.argv[2] ?? '') as ServerSettings;
const tell = (word: WorkerWord) => void process.stdout.write(`${word}\n`);

const authenticator: Authenticator = {
  register: async () => undefined,
  authenticate: async ({ headers }) => {
    const actorId = ActorId.safeParse(/^Bearer actor (\S+)$/.exec(headers.authorization ?? '')?.[1]);
    if (!actorId.success) return undefined;
    return { accountId: actorId.data, actorId: actorId.data, isAdministrator: false, hasSecondFactor: true };
  },
  takeConfirmation: async (_actor, token) =>
    token === 'confirmed' ? { method: 'password', at: new Date().toISOString() } : undefined,
};

const { dataDir, keyDirectory, aheadMs } = settings;
const system = await openSystem({ dataDir, keyDirectory, onLost: () => process.exit() });
const app = await makeApp({
  ...{ system, authenticator, settings: { requestsPerMinute: { perAddress: 1e9, perAccount: 1e9 } } },
  simulatedNow: () => new Date(Date.now() + aheadMs).toISOString(),
});
await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
tell(`listening ${typeof address === 'object' && address !== null ? address.port : 0}`);

createInterface({ input: process.stdin }).on('line', async (line) => {
  if (line !== 'stop') return;
  await app.close();
  await system.close();
  process.exit();
});
