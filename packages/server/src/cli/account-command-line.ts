// The part of the command line that is about accounts, for whoever runs the installation.
import { InvalidArgumentError } from 'commander';
import { add, examples, type Line } from './command-line-part.js';

/** Adds `equipoise account …`. */
export function addAccount({ program, finish, dataDir }: Line): void {
  const account = add(program, 'account', 'people’s accounts: invite, list, disable, unlock, make administrators');

  add(account, 'invite', 'make an account and print its link, good once, which is mailed as well')
    .argument('<email>', 'e-mail address', email)
    .requiredOption('--name <name>', 'name of the person')
    .option('--administrator', 'administers accounts', false)
    .option('--may-create-trials', 'may create trials', false)
    .option('--expires <YYYY-MM-DD>', 'the first day without access (UTC); default: never', day)
    .addHelpText(
      'after',
      examples(
        'equipoise account invite ada@hospital.example --name "Ada Example" --may-create-trials',
        'equipoise account invite monitor@cro.example --name "Max Example" --expires 2027-01-01',
      ),
    )
    .action(
      async (
        address: string,
        options: { name: string; administrator: boolean; mayCreateTrials: boolean; expires?: Date },
      ) => {
        const { inviteAccount } = await import('./account.js');
        finish(await inviteAccount({ dataDir: dataDir(), email: address, ...options }));
      },
    );

  add(account, 'list', 'list all accounts')
    .option('--json', 'as JSON', false)
    .addHelpText('after', examples('equipoise account list', 'equipoise account list --json'))
    .action(async (options: { json: boolean }) => {
      const { listAllAccounts } = await import('./account.js');
      finish(await listAllAccounts({ dataDir: dataDir(), ...options }));
    });

  add(account, 'disable', 'take all access away, and end all sessions')
    .argument('<email>', 'e-mail address', email)
    .option('--undo', 'give it back', false)
    .addHelpText('after', examples('equipoise account disable ada@hospital.example'))
    .action(async (address: string, { undo }: { undo: boolean }) => {
      const { disableAccount } = await import('./account.js');
      finish(await disableAccount({ dataDir: dataDir(), email: address, isDisabled: !undo }));
    });

  add(account, 'unlock', 'end a lock-out after too many failures')
    .argument('<email>', 'e-mail address', email)
    .addHelpText('after', examples('equipoise account unlock ada@hospital.example'))
    .action(async (address: string) => {
      const { unlock } = await import('./account.js');
      finish(await unlock({ dataDir: dataDir(), email: address }));
    });

  add(account, 'administrator', 'make somebody an administrator of accounts')
    .argument('<email>', 'e-mail address', email)
    .option('--undo', 'take that away', false)
    .addHelpText('after', examples('equipoise account administrator ada@hospital.example'))
    .action(async (address: string, { undo }: { undo: boolean }) => {
      const { makeAdministrator } = await import('./account.js');
      finish(await makeAdministrator({ dataDir: dataDir(), email: address, isAdministrator: !undo }));
    });
}

function email(text: string): string {
  if (!/^[^\s@]+@[^\s@]+$/.test(text)) throw new InvalidArgumentError('An e-mail address is needed.');
  return text.toLowerCase();
}

function day(text: string): Date {
  const date = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(date.getTime()))
    throw new InvalidArgumentError('A day is written YYYY-MM-DD.');
  return date;
}
