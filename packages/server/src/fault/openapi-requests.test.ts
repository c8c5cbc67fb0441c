// 500 requests that follow from a seed and the description of the interface; `npm run soak` sends 20,000.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestSystem } from '../test-support/system.js';
import { runRequests } from './request-run.js';
import { openRequestTarget, type RequestTarget } from './request-target.js';

const seed = Number(process.env.EQUIPOISE_SEED ?? Math.floor(Math.random() * 1e9));
const count = Number(process.env.EQUIPOISE_REQUESTS ?? 500);
let system: Awaited<ReturnType<typeof openTestSystem>>;
let target: RequestTarget;
beforeAll(async () => {
  system = await openTestSystem();
  target = await openRequestTarget(system, { participants: 2, seed: 1 });
}, 900_000);
afterAll(async () => {
  await target.close();
  await system.discard();
});

it(`answers ${count} requests made from its description without a fault, each as it is described (EQUIPOISE_SEED=${seed})`, async () => {
  const { statuses, accepted, findings } = await runRequests(target, { count, seed });
  expect(findings).toEqual([]);
  // Requests that all stop at the door would show nothing.
  expect(Number(statuses[200]), JSON.stringify(statuses)).toBeGreaterThan(count / 10);
  expect(accepted.size, JSON.stringify(statuses)).toBeGreaterThan(count / 200);
}, 600_000);
