// A whole trial by people of every role, from its protocol file to the report of the unblinded trial, each clicking where it comes.
import { standardRoleDefinitions } from '@equipoise/trial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from './chromium.js';
import { lock, lookAfterPrivacy, lookInto, report } from './every-role/close.js';
import { enrol, randomise } from './every-role/enrol.js';
import { infuse, makeProduct, prepareBag } from './every-role/product.js';
import { askSealed, code, cut, sign, verify } from './every-role/review.js';
import { breakCode, judgeEvent, meetBoard, reportEvents, reportReaction, reportToAll } from './every-role/safety.js';
import { createTrial, goLive, prepareCountry, prepareSite } from './every-role/set-up.js';
import { Stage } from './every-role/stage.js';
import { bringTheSecond, examineTheRest, infuseTheRest, rate, read } from './every-role/visits.js';
import { type Installation, openInstallation } from './installation.js';

describe.skipIf(!hasChromium())('a trial of people of every role', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await openInstallation();
    // Whoever runs the installation rehearsed the recovery of its keys, by the command line; no live trial begins before.
    const { system } = installation.accounts;
    await system.pools.writer.query('update ops.installation set recovery_rehearsed_at = now()');
  }, 900_000);
  afterAll(() => installation?.close());

  it('is clicked through from its protocol file to the report of the unblinded trial', async () => {
    const stage = new Stage(installation);
    for (const step of [
      ...[createTrial, prepareCountry, prepareSite, goLive],
      ...[enrol, makeProduct, randomise, bringTheSecond, prepareBag, infuse, infuseTheRest],
      ...[examineTheRest, rate, read, verify, askSealed],
      ...[reportEvents, judgeEvent, reportReaction, meetBoard, reportToAll, breakCode],
      ...[cut, code, sign, lock, report, lookInto, lookAfterPrivacy],
    ])
      await step(stage);
    await stage.close();
    // A new role fails here until it clicks.
    expect([...stage.clicked].sort()).toEqual(standardRoleDefinitions.map(({ id }) => id).sort());
    expect(stage.leaks).toEqual([]);
    expect(stage.complaints).toEqual([]);
  }, 900_000);
});
