// The part that an actor has in a trial, read as that actor: roles, where they count, and their rights.
import type { TrialId } from '@equipoise/trial';
import type pg from 'pg';
import { type Pools, readAs } from './pool.js';

/** One role at one site, or everywhere (`*`). */
export interface HeldRole {
  readonly role: string;
  readonly siteId: string;
  readonly blinded: boolean;
  readonly rights: readonly string[];
}

export interface Membership {
  /** None where the actor has no part in the trial, or the trial does not exist. */
  readonly roles: readonly HeldRole[];
}

/** One trial of an actor's, with the roles held in it. */
export interface TrialOfActor extends Membership {
  readonly trialId: TrialId;
  readonly protocolId: string;
  readonly acronym: string;
  readonly protocolVersion: string;
  readonly mode: string;
  readonly status: string;
  readonly synthetic: boolean;
}

/** The part of an actor in one trial. */
export function readMembership(
  pools: Pools,
  { trialId, actorId }: { readonly trialId: TrialId; readonly actorId: string },
): Promise<Membership> {
  return readAs(pools, actorId, (client) => selectMembership(client, trialId));
}

/** The same within a transaction that reads as the actor. */
export async function selectMembership(client: pg.ClientBase, trialId: TrialId): Promise<Membership> {
  const { rows } = await client.query<HeldRole>({
    name: 'membership',
    text: `select role, site_id as "siteId", blinded, rights from read.role_grant where trial_id = $1 and actor_id = api.actor()
           order by role, site_id`,
    values: [trialId],
  });
  return { roles: rows };
}

/** The trials in which an actor holds a role. */
export function listTrialsOf(pools: Pools, actorId: string): Promise<readonly TrialOfActor[]> {
  return readAs(pools, actorId, async (client) => {
    const { rows } = await client.query<TrialOfActor>({
      name: 'trials-of-actor',
      text: `select t.trial_id as "trialId", t.protocol_id as "protocolId", t.acronym, t.protocol_version as "protocolVersion",
               t.mode, t.status, t.synthetic,
               (select jsonb_agg(jsonb_build_object('role', g.role, 'siteId', g.site_id, 'blinded', g.blinded, 'rights', g.rights)
                                 order by g.role, g.site_id)
                from read.role_grant g where g.trial_id = t.trial_id and g.actor_id = api.actor()) as roles
             from api.trial t
             where exists (select 1 from read.role_grant g where g.trial_id = t.trial_id and g.actor_id = api.actor())
             order by t.acronym, t.trial_id`,
    });
    return rows;
  });
}
