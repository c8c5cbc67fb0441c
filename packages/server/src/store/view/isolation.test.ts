// Isolation by site: no list, file, query or search shows anything of another site's participants, in any view there is.
import type { RehearsalPlan } from '@equipoise/analysis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { readPlan } from '../../cli/rehearse.js';
import { runRehearsal } from '../../drive/rehearsal.js';
import { openTestSystem } from '../../test-support/system.js';
import { readAs } from '../pool.js';
import type { AnyView } from './contract.js';
import { readView, type StoredView, views } from './view.js';

let system: Awaited<ReturnType<typeof openTestSystem>>;
let plan: RehearsalPlan;
let people: readonly { readonly actorId: string; readonly site: string }[];
/** By site: what stands for its participants, as it would stand in a row. */
const tokensOf = new Map<string, readonly string[]>();
const idsOf = new Map<string, readonly string[]>();

beforeAll(async () => {
  system = await openTestSystem();
  plan = readPlan({ trial: 'three-arm', participants: 8, seed: 8 });
  await runRehearsal(system, plan);
  const { rows } = await system.pools.writer.query<Record<string, string | null>>(
    'select site_id, participant_id, screening_number, randomisation_number from read.participant where trial_id = $1',
    [plan.trialId],
  );
  for (const row of rows) {
    const site = row.site_id ?? '';
    const words = [row.participant_id, row.screening_number, row.randomisation_number].filter((word) => word != null);
    tokensOf.set(site, [...(tokensOf.get(site) ?? []), ...words.map((word) => JSON.stringify(word))]);
    idsOf.set(site, [...(idsOf.get(site) ?? []), row.participant_id ?? '']);
  }
  const roles = ['coordinator', 'investigator'];
  const two = [...tokensOf.keys()].sort().slice(0, 2);
  people = plan.actors.flatMap(({ actorId, role, sites }) =>
    roles.includes(role) && sites !== 'all'
      ? sites.filter((site) => two.includes(site)).map((site) => ({ actorId, site }))
      : [],
  );
}, 900_000);
afterAll(() => system.discard());

/** Values for parameters that a view can't do without. A view with another one of these needs a value here. */
const needed: Readonly<Record<string, unknown>> = {
  at: '2100-01-01',
  now: '2100-01-01T00:00:00.000Z',
  amendmentId: '00000000-0000-4000-8000-00000000000a',
};

function paramsOf(
  name: StoredView,
  { own, more }: { readonly own: Readonly<Record<string, unknown>>; readonly more: Readonly<Record<string, unknown>> },
): Readonly<Record<string, unknown>> {
  const { shape } = (views[name] as AnyView).params as z.ZodObject;
  const given: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(shape)) {
    const isOptional = (schema as z.ZodType).safeParse(undefined).success;
    const value = more[key] ?? (isOptional ? undefined : (own[key] ?? needed[key]));
    if (value === undefined && isOptional) continue;
    expect(value, `a value for the parameter ${key} of the view ${name}, in this test`).toBeDefined();
    given[key] = value;
  }
  return given;
}

function expectOwn(rows: readonly Readonly<Record<string, unknown>>[], site: string, what: string): void {
  const foreign = [...tokensOf].flatMap(([other, tokens]) => (other === site ? [] : tokens));
  const text = JSON.stringify(rows);
  expect(
    foreign.filter((token) => text.includes(token)),
    what,
  ).toEqual([]);
  const sites = new Set(rows.map((row) => row.site_id).filter((one) => typeof one === 'string' && !/^[*@]/.test(one)));
  expect(
    [...sites].filter((one) => one !== site),
    what,
  ).toEqual([]);
}

describe('who works at one site', () => {
  it('sees in every view, asked for all or for a participant of another site, nothing of that site [acceptance 2] [acceptance 30]', async () => {
    expect(new Set(people.map(({ site }) => site)).size).toBeGreaterThan(1);
    let shown = 0;
    for (const { actorId, site } of people) {
      const elsewhere = [...idsOf].find(([other]) => other !== site)?.[1][0];
      const [first] = idsOf.get(site) ?? [];
      const own = { participantId: first, participantIds: first, streamId: first, siteId: site };
      for (const name of Object.keys(views) as StoredView[]) {
        for (const more of [{}, { participantId: elsewhere, participantIds: elsewhere, streamId: elsewhere }]) {
          const rows = await readView(system, plan.trialId, {
            actorId,
            view: name,
            params: paramsOf(name, { own, more }),
          });
          expectOwn(rows, site, `${name} ${JSON.stringify(more)}`);
          shown += rows.length;
        }
      }
    }
    expect(shown).toBeGreaterThan(20);
  }, 900_000);

  it('gets nothing of another site from any table or view that people read through, whatever is asked [acceptance 30]', async () => {
    const { rows: relations } = await system.pools.owner.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname in ('api', 'read') and c.relkind in ('r', 'v', 'm') and has_table_privilege($1, c.oid, 'select')`,
      [system.pools.role.reader],
    );
    expect(relations.length).toBeGreaterThan(15);
    for (const { actorId, site } of people) {
      for (const { name } of relations) {
        const rows = await readAs(
          system.pools,
          actorId,
          async (client) => (await client.query(`select * from ${name}`)).rows,
        );
        expectOwn(rows, site, name);
      }
    }
  }, 900_000);
});
