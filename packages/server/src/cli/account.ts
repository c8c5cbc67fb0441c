// `equipoise account …`: accounts, by whoever runs the installation; what is done is in the security log.
import { makeContext } from '../account/accounts.js';
import { administerAccount, requireAccountByEmail, unlockAccount } from '../account/administration.js';
import type { AccountContext } from '../account/context.js';
import { invite } from '../account/invitation.js';
import { areLocked } from '../account/lock-out.js';
import { AccountProblem } from '../account/problem.js';
import { stateOf } from '../account/route/administration.js';
import { readAccountSettings } from '../account/settings.js';
import { listAccounts } from '../account/store/account.js';
import { type Mail, type Mailer, openMailer } from '../mail/mailer.js';
import { CommandProblem, type DataOptions, type ExitCode, exitCodes } from './options.js';
import { withSystem } from './with-system.js';

interface EmailOptions extends DataOptions {
  readonly email: string;
}

/** Where links lead when the environment says nothing else: to `equipoise start`. */
const usualPublicUrl = 'http://127.0.0.1:4300';

/** Prints the link as well: the mail may not arrive. */
export function inviteAccount(
  options: EmailOptions & {
    readonly name: string;
    readonly administrator: boolean;
    readonly mayCreateTrials: boolean;
    readonly expires?: Date;
  },
): Promise<ExitCode> {
  return withAccounts(options, async (context) => {
    const { link } = await invite(context, {
      email: options.email,
      name: options.name,
      locale: 'en',
      isAdministrator: options.administrator,
      mayCreateTrials: options.mayCreateTrials,
      expiresAt: options.expires ?? null,
    });
    print(`${options.email} is invited. This link, good once and for 7 days, was mailed as well:\n${link}`);
  });
}

export function listAllAccounts(options: DataOptions & { readonly json: boolean }): Promise<ExitCode> {
  return withAccounts(options, async (context) => {
    const accounts = await listAccounts(context.pool);
    const locked = await areLocked(
      context,
      accounts.map((account) => account.email),
    );
    const rows = accounts.map((account, index) => ({
      email: account.email,
      name: account.name,
      actorId: account.actorId,
      state: locked[index] === true ? 'locked' : stateOf(account),
      administrator: account.isAdministrator,
      mayCreateTrials: account.mayCreateTrials,
      expiresAt: account.expiresAt?.toISOString() ?? null,
    }));
    if (options.json) print(JSON.stringify(rows, undefined, 2));
    else if (rows.length === 0) print('There are no accounts yet: equipoise account invite … --administrator');
    else
      for (const row of rows)
        print(
          [
            ...[row.state.padEnd(8), row.email, `(${row.name})`],
            ...(row.administrator ? ['administrator'] : []),
            ...(row.mayCreateTrials ? ['may create trials'] : []),
            ...(row.expiresAt === null ? [] : [`until ${row.expiresAt}`]),
          ].join('  '),
        );
  });
}

export function disableAccount(options: EmailOptions & { readonly isDisabled: boolean }): Promise<ExitCode> {
  return withAccounts(options, async (context) => {
    const account = await requireAccountByEmail(context, options.email);
    await administerAccount(context, account, { isDisabled: options.isDisabled });
    print(`${options.email} is ${options.isDisabled ? 'disabled; all its sessions are ended' : 'enabled again'}.`);
  });
}

export function unlock(options: EmailOptions): Promise<ExitCode> {
  return withAccounts(options, async (context) => {
    await unlockAccount(context, await requireAccountByEmail(context, options.email));
    print(`${options.email} is unlocked.`);
  });
}

export function makeAdministrator(options: EmailOptions & { readonly isAdministrator: boolean }): Promise<ExitCode> {
  return withAccounts(options, async (context) => {
    const account = await requireAccountByEmail(context, options.email);
    await administerAccount(context, account, { isAdministrator: options.isAdministrator });
    print(`${options.email} is ${options.isAdministrator ? 'an administrator' : 'no administrator any longer'}.`);
  });
}

/** Mails are on their way in the background: the command ends when all are. */
function withAccounts(options: DataOptions, work: (context: AccountContext) => Promise<void>): Promise<ExitCode> {
  return withSystem(options, async (system) => {
    const settings = readAccountSettings(usualPublicUrl);
    const sent: Promise<void>[] = [];
    const mailer = openMailer(settings.mail, system.dataDir);
    const waited: Mailer = {
      send: (mail: Mail) => {
        const sending = mailer.send(mail);
        sent.push(sending);
        return sending;
      },
    };
    const context = makeContext({
      system,
      settings,
      mailer: waited,
      log: (line) => void process.stderr.write(`${line}\n`),
    });
    try {
      await work(context);
    } catch (error) {
      if (error instanceof AccountProblem) throw new CommandProblem(explain(error));
      throw error;
    } finally {
      await Promise.allSettled(sent);
    }
    return exitCodes.done;
  });
}

function explain(problem: AccountProblem): string {
  return problem.code === 'not-found' ? 'There is no account with this e-mail address.' : problem.message;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
