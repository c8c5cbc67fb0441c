// Non-interference: two trials that differ in their arms and in all that only unblinded people give, and in nothing a blinded person gets.
// New views and read tables are in it by themselves: it goes through the registries.
import { analyse, exportAnalysisData, type RehearsalPlan, renderReport } from '@equipoise/analysis';
import { isBlinded, type SubmittedCommand, unblindedViews } from '@equipoise/trial';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlan } from '../cli/rehearse.js';
import { runRehearsal } from '../drive/rehearsal.js';
import { CommandExecutor, type ExecuteResult, type Submission } from '../execute/execute.js';
import { tellAll } from '../http/blind-answer.fixture.js';
import { Opener } from '../seal/opener.js';
import { readAs } from '../store/pool.js';
import { requireProtocol } from '../store/protocol.js';
import { readTableNames } from '../store/read-table/read-table.js';
import { takeSnapshot } from '../store/snapshot.js';
import { readView, type StoredView, views } from '../store/view/view.js';
import { untilOpened, withOtherArms, withoutCommitment } from '../test-support/other-arms.js';
import { openTestSystem } from '../test-support/system.js';

type TestSystem = Awaited<ReturnType<typeof openTestSystem>>;
const allViews = Object.keys(views) as StoredView[];

const amendmentId = '55555555-5555-4555-8555-555555555555';

/** What a run left behind beside its database: by command, the answer and the statements that it took. */
interface Observed {
  readonly system: TestSystem;
  readonly answers: ReadonlyMap<string, ExecuteResult>;
  readonly statements: ReadonlyMap<string, readonly string[]>;
}

/** Runs a plan one command after another, and notes what each takes and answers. */
async function observe(plan: RehearsalPlan): Promise<Observed> {
  const system = await openTestSystem();
  const log: string[] = [];
  for (const pool of [system.pools.writer, system.pools.reader, system.pools.sealed, system.pools.owner])
    watch(pool, log);
  const executor = new CommandExecutor(system);
  const answers = new Map<string, ExecuteResult>();
  const statements = new Map<string, readonly string[]>();
  const noting = {
    execute: async (trialId: typeof plan.trialId, submission: Submission) => {
      const before = log.length;
      const answer = await executor.execute(trialId, submission);
      answers.set(submission.commandId, answer);
      statements.set(submission.commandId, log.slice(before));
      return answer;
    },
  } as CommandExecutor;
  // Commands about one trial alone keep their order: a width of one command at a time.
  for (const submitted of plan.commands)
    await runRehearsal(system, { ...plan, commands: [submitted] }, { executor: noting });
  return { system, answers, statements };
}

/** Notes every statement that goes through a pool, without its values. */
function watch(pool: pg.Pool, log: string[]): void {
  const watched = new WeakSet<object>();
  pool.on('acquire', (client: pg.PoolClient) => {
    if (watched.has(client)) return;
    watched.add(client);
    const query = client.query.bind(client) as (...given: unknown[]) => unknown;
    client.query = ((...given: unknown[]) => {
      const [asked] = given;
      log.push(typeof asked === 'string' ? asked : String((asked as { text?: string }).text));
      return query(...given);
    }) as typeof client.query;
  });
}

describe('non-interference', () => {
  let plan: RehearsalPlan;
  let counterfactual: RehearsalPlan;
  let here: Observed;
  let there: Observed;
  let one: TestSystem;
  let other: TestSystem;
  /** Commands of both trials: all but the failed batch of the one. */
  let shared: readonly SubmittedCommand[];

  beforeAll(async () => {
    plan = withAmendment(untilOpened(readPlan({ trial: 'mesems', participants: 4, seed: 5 })));
    counterfactual = withOtherArms(plan);
    // A process parses a protocol once: else the first run alone would read the amendment's text.
    for (const { command } of plan.commands) {
      if (command.name === 'draftAmendment') requireProtocol(command.body.protocolSource);
    }
    here = await observe(plan);
    there = await observe(counterfactual);
    one = here.system;
    other = there.system;
    shared = plan.commands;
  }, 900_000);
  afterAll(async () => {
    await one.discard();
    await other.discard();
  });

  /** One person of each blinded role: what a role sees is compared, not each of its holders. */
  const onePerRole = () => [...new Map(blindedPeople().map((actor) => [actor.role, actor])).values()];

  /** The parameters with which a view is asked: none where it needs none, else each participant, and what else it needs. */
  function paramsOf(view: StoredView): readonly Readonly<Record<string, unknown>>[] {
    const { params } = views[view];
    if (params.safeParse({}).success) return [{}];
    const known = Object.keys(params.shape);
    const screened = plan.commands.flatMap(({ command }) =>
      command.name === 'screenParticipant' ? [command.body.participantId] : [],
    );
    const [visit] = plan.protocol.visits;
    const found = screened.map((participantId) => {
      const examples = {
        at: '2040-01-01T00:00:00.000Z',
        participantId,
        participantIds: participantId,
        visit: visit?.id,
        form: visit?.forms[0],
        siteId: plan.protocol.sites[0]?.id,
        amendmentId,
      };
      return Object.fromEntries(Object.entries(examples).filter(([key]) => known.includes(key)));
    });
    // A view that needs something else is not passed over: it gets an example here.
    for (const each of found) expect(() => params.parse(each), `parameters of the view ${view}`).not.toThrow();
    return found;
  }

  const blindedPeople = () => plan.actors.filter(({ role }) => isBlinded(plan.protocol, role));

  it('compares two trials whose arms do differ', async () => {
    const opened = async (system: TestSystem) => {
      const opener = new Opener(system.pools.sealed, plan.trialId, system.keyring);
      const sealed = await opener.list({ types: ['AllocationOpened', 'BatchFailed'] });
      const sequences = sealed.flatMap(({ event, envelope }) =>
        event.type === 'AllocationOpened' ? [`${envelope.streamId} ${event.payload.sequence}`] : [],
      );
      return { sequences: sequences.sort(), failed: sealed.filter(({ event }) => event.type === 'BatchFailed').length };
    };
    const [found, otherwise] = [await opened(one), await opened(other)];
    expect(found.sequences.length).toBeGreaterThan(3);
    expect(otherwise.sequences).not.toEqual(found.sequences);
    // One failed batch more: there is something that blinded people must not notice.
    expect(otherwise.failed).toBe(found.failed + 1);
  });

  it('has an amendment in the midst of it, by which every site works from then on', async () => {
    const manager = plan.actors[0]!.actorId;
    const seen = await readView(one, plan.trialId, { actorId: manager, view: 'amendments', params: {} });
    expect(JSON.stringify(seen)).toContain('"1.1"');
    const used = await one.pools.owner.query<{ protocol_version: string }>(
      `select distinct protocol_version from record.event where trial_id = $1 and type = 'FormRecorded' order by 1`,
      [plan.trialId],
    );
    expect(used.rows.map((row) => row.protocol_version)).toEqual(['1.0', '1.1']);
  });

  it('gives every blinded role the same bytes, in the same order, in every view that is registered [acceptance 15] [acceptance 17] [acceptance C]', async () => {
    let rowsSeen = 0;
    for (const { actorId, role } of onePerRole()) {
      for (const view of allViews) {
        const asked = { actorId, view, now: '2040-01-01T00:00:00.000Z' };
        let [seen, seenThere] = ['', ''];
        for (const params of paramsOf(view)) {
          const rows = await readView(one, plan.trialId, { ...asked, params });
          rowsSeen += rows.length;
          seen += JSON.stringify(rows);
          seenThere += JSON.stringify(await readView(other, plan.trialId, { ...asked, params }));
        }
        expect(withoutCommitment(seenThere), `${role}, ${view}`).toBe(withoutCommitment(seen));
      }
    }
    expect(rowsSeen).toBeGreaterThan(500);
  });

  it('lets a blinded role have no row of a view that shows treatments', async () => {
    const telling: readonly string[] = unblindedViews;
    const shown = allViews.filter((view) => telling.includes(views[view].right));
    expect(shown).toContain('sealedOpenings');
    for (const { actorId, role } of onePerRole()) {
      for (const view of shown) {
        for (const params of paramsOf(view))
          expect(await readView(one, plan.trialId, { actorId, view, params }), `${role}, ${view}`).toEqual([]);
      }
    }
  });

  it('gives every blinded role the same bytes of every read table, through row-level security', async () => {
    const isGranted = async (table: string) => {
      const { rows } = await one.pools.reader.query<{ granted: boolean }>(
        "select has_table_privilege(current_user, $1, 'select') as granted",
        [`read.${table}`],
      );
      return rows[0]?.granted === true;
    };
    const rowsOf = (system: TestSystem, actorId: string, table: string) =>
      readAs(system.pools, actorId, async (client) => {
        const { rows } = await client.query<{ row: string }>(
          `select to_jsonb(t)::text as row from read.${table} t where trial_id = $1 order by 1`,
          [plan.trialId],
        );
        return rows.map(({ row }) => row).join('\n');
      });
    const granted = [];
    for (const table of readTableNames) if (await isGranted(table)) granted.push(table);
    expect(granted).toContain('participant');
    for (const { actorId, role } of onePerRole()) {
      for (const table of granted) {
        const [seen, seenThere] = [await rowsOf(one, actorId, table), await rowsOf(other, actorId, table)];
        expect(seenThere, `${role}, read.${table}`).toBe(seen);
      }
    }
  });

  it('answers blinded people the same, and takes the same statements for everybody', () => {
    const blinded = new Set(blindedPeople().map(({ actorId }) => actorId as string));
    let compared = 0;
    for (const { commandId, actorId, command } of shared) {
      const [answer, answerThere] = [here.answers.get(commandId), there.answers.get(commandId)];
      expect(answer, command.name).toBeDefined();
      if (blinded.has(actorId)) {
        compared += 1;
        expect(withoutCommitment(JSON.stringify(answerThere)), command.name).toBe(
          withoutCommitment(JSON.stringify(answer)),
        );
      }
      expect(there.statements.get(commandId), `statements of ${command.name}`).toEqual(here.statements.get(commandId));
    }
    expect(compared).toBeGreaterThan(50);
  });

  it('tells blinded people the same over HTTP: answers, headers, problems, messages and the log', async () => {
    // One person of each role: what is asked of the views for everybody is above.
    const people = new Map(blindedPeople().map((person) => [person.role, person]));
    const asked = [...people.values()].map(({ actorId, sites }) => ({
      ...{ trialId: plan.trialId, actorId },
      views: allViews.map((view) => `${view}?${new URLSearchParams(paramsOf(view)[0] as Record<string, string>)}`),
      exports: [
        { address: 'exports/data', body: { format: 'json', deidentified: false } },
        { address: 'exports/record', body: { format: 'json' } },
        { address: 'exports/site', body: { siteId: sites === 'all' ? plan.protocol.sites[0]?.id : sites[0] } },
      ],
      // Sent again they are answered as before; under another key they are refused for what is recorded meanwhile.
      commands: shared
        .filter((submitted) => submitted.actorId === actorId && submitted.command.name !== 'createTrial')
        .slice(0, 4)
        .flatMap(({ commandId, command }) => [
          { commandId, command },
          { commandId: commandId.replace(/^......../, '44444444') as typeof commandId, command },
        ]),
    }));
    const [told, toldThere] = [await tellAll(one, asked), await tellAll(other, asked)];
    expect(told.length).toBeGreaterThan(300);
    expect(toldThere.map(withoutCommitment)).toEqual(told.map(withoutCommitment));
  }, 900_000);

  it('writes the same envelopes, and sealed bodies of the same size', async () => {
    const written = async (system: TestSystem) => {
      const { rows } = await system.pools.sealed.query<Record<string, unknown>>(
        `select e.command_id, e.type, e.visibility, e.schema_version, e.site_id, e.actor_id, e.recorded_at, e.reason,
           case when e.visibility = 'open' then e.stream_id end as stream, case when e.visibility = 'open' then e.version end as version,
           length(s.body) as sealed_size,
           case when e.type not in ('AllocationCommitted') then encode(p.body, 'hex') end as open_body
         from record.event e left join record.payload p using (trial_id, stream_id, version)
         left join sealed.payload s using (trial_id, stream_id, version)
         where e.trial_id = $1 and e.command_id = any ($2) order by e.position`,
        [plan.trialId, shared.map(({ commandId }) => commandId)],
      );
      return rows;
    };
    const [rows, rowsThere] = [await written(one), await written(other)];
    expect(rows.filter((row) => row.sealed_size !== null).length).toBeGreaterThan(10);
    expect(rowsThere).toEqual(rows);
  });

  it('gives the same blinded analysis, report and export', async () => {
    const [found, otherwise] = [await takeSnapshot(one, plan.trialId), await takeSnapshot(other, plan.trialId)];
    expect(found.allocation.kind).toBe('dummy');
    const files = async (snapshot: typeof found) => {
      const output = analyse(snapshot);
      // The content hash covers the commitment, which is a salted hash of the seed.
      const written = JSON.stringify({ ...output, snapshot: { ...output.snapshot, hash: '' } });
      const report = (await renderReport(
        { ...output, snapshot: { ...output.snapshot, hash: '' } },
        snapshot.protocol,
      )) as string;
      return [
        written,
        report,
        ...exportAnalysisData(snapshot).map(
          ({ file, text }) => `${file}\n${text.replaceAll(output.snapshot.hash, '')}`,
        ),
      ];
    };
    expect(await files(otherwise)).toEqual(await files(found));
  });
});

/** Another version of the protocol from the middle on: drafted, approved by a second person, activated in every country. */
function withAmendment(plan: RehearsalPlan): RehearsalPlan {
  const [manager] = plan.actors;
  const middle = Math.floor(plan.commands.length / 2);
  const { at = '' } = plan.commands[middle - 1] ?? {};
  if (manager === undefined || at === '') throw new Error('the plan is empty');
  const approver = '66666666-6666-4666-8666-666666666666' as typeof manager.actorId;
  const protocolSource = plan.protocolSource
    .replace('version: "1.0"', 'version: "1.1"')
    .replace('name: Week 4\n', 'name: Week 4 (visit)\n');
  const activate = (plan.protocol.nationalTrials ?? []).map(({ id }) => ({
    name: 'activateAmendment',
    body: { amendmentId, at: { nationalTrial: id }, from: at.slice(0, 10), approvals: [] },
  }));
  const steps = [
    { name: 'grantRole', body: { actorId: approver, role: 'medicalMonitor', sites: 'all' } },
    { name: 'draftAmendment', body: { amendmentId, kind: 'notSubstantial', protocolSource, reason: 'a clearer name' } },
    { name: 'approveAmendment', body: { amendmentId } },
    ...activate,
  ].map(
    (command, index) =>
      ({
        commandId: `77777777-7777-4777-8777-${String(index).padStart(12, '0')}`,
        actorId: command.name === 'approveAmendment' ? approver : manager.actorId,
        at,
        command,
      }) as SubmittedCommand,
  );
  return { ...plan, commands: [...plan.commands.slice(0, middle), ...steps, ...plan.commands.slice(middle)] };
}
