// Logins of the database: each pool logs in as a role of its own that can't become another.
import { createHash, hkdfSync } from 'node:crypto';
import type pg from 'pg';
import type { RoleNames } from './pool.js';

export type RoleKey = keyof RoleNames;

/** Where each pool logs in; a role that is not here is taken on by the login of the whole installation. */
export type LoginUrls = Readonly<Partial<Record<RoleKey, string>>>;

/** Those whom somebody else gave logins: EQUIPOISE_DATABASE_URL_WRITER and so on, one for each role. */
export function givenLogins(role: RoleNames, environment: NodeJS.ProcessEnv = process.env): LoginUrls {
  const keys = Object.keys(role) as RoleKey[];
  const given = keys.map((key) => [key, environment[`EQUIPOISE_DATABASE_URL_${key.toUpperCase()}`]] as const);
  return Object.fromEntries(given.filter(([, url]) => url !== undefined && url !== ''));
}

/**
 * Gives every role without a login of its own one, where the login of the installation may do that. Passwords follow from
 * the key file and the installation, so that every process knows them and the database's own files don't tell them.
 *
 * @param client connected as the login of the installation
 * @returns where each pool logs in; those given, and no others, where roles can't be given logins: `why` says why not
 */
export async function makeLogins(
  client: pg.Client,
  about: {
    readonly connectionString: string;
    readonly role: RoleNames;
    readonly installationId: string;
    readonly secret: Buffer;
    readonly given: LoginUrls;
  },
): Promise<{ readonly urls: LoginUrls; readonly why?: string }> {
  const { role, given } = about;
  const wanted = (Object.keys(role) as RoleKey[]).filter((key) => given[key] === undefined);
  if (wanted.length === 0) return { urls: given };
  const { rows: own } = await client.query<{ may: boolean }>(
    'select rolsuper or rolcreaterole as may from pg_roles where rolname = current_user',
  );
  if (own[0]?.may !== true) return { urls: given, why: 'the login of DATABASE_URL may not change roles' };
  const owners = await ownersOf(client, role);
  const mark = markOf(about.installationId);
  if (owners.some((owner) => owner !== null && !owner.startsWith(mark))) {
    return {
      urls: given,
      why: 'another installation on this server uses the same roles; give this one others with EQUIPOISE_ROLE_PREFIX',
    };
  }
  const urls: Partial<Record<RoleKey, string>> = { ...given };
  for (const key of wanted) {
    const password = passwordOf(about, role[key]);
    await setPassword(client, role[key], { password, mark });
    const url = new URL(about.connectionString);
    url.username = role[key];
    url.password = password;
    urls[key] = url.href;
  }
  return { urls };
}

/** One lock for all processes that set the passwords of the same database. */
const loginLock = 4_151_924;

/** Once, and again only where the key changed: a comment on the role says whose it is, and which password it has. */
async function setPassword(
  client: pg.Client,
  name: string,
  { password, mark }: { readonly password: string; readonly mark: string },
): Promise<void> {
  const digest = createHash('sha256').update(`equipoise-login-digest|${password}`).digest('hex').slice(0, 16);
  const comment = `${mark}${digest}`;
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [loginLock]);
    const { rows } = await client.query<{ comment: string | null; canlogin: boolean }>(
      "select shobj_description(oid, 'pg_authid') as comment, rolcanlogin as canlogin from pg_roles where rolname = $1",
      [name],
    );
    if (rows[0]?.comment !== comment || !rows[0].canlogin) {
      // A name and a password of letters, digits, "-" and "_" alone.
      await client.query(`alter role ${name} login noinherit password '${password}'`);
      await client.query(`comment on role ${name} is '${comment}'`);
    }
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw cause;
  }
}

async function ownersOf(client: pg.Client, role: RoleNames): Promise<readonly (string | null)[]> {
  const { rows } = await client.query<{ comment: string | null }>(
    "select shobj_description(oid, 'pg_authid') as comment from pg_roles where rolname = any ($1)",
    [Object.values(role)],
  );
  return rows.map(({ comment }) => comment);
}

function markOf(installationId: string): string {
  return `Equipoise ${installationId} `;
}

function passwordOf(
  { secret, installationId }: { readonly secret: Buffer; readonly installationId: string },
  name: string,
): string {
  return Buffer.from(hkdfSync('sha256', secret, installationId, `equipoise-login-${name}`, 32)).toString('base64url');
}
