// The command line: everything explains itself, and wrong words are refused before any work.
import { type Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { makeCommandLine } from './command-line.js';

function makeQuiet(): Command {
  const program = makeCommandLine(() => undefined);
  for (const command of withParts(program)) command.exitOverride().configureOutput({ writeErr: () => undefined });
  return program;
}

function withParts(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withParts)];
}

function helpOf(command: Command): string {
  const parts: string[] = [];
  command.configureOutput({ writeOut: (part) => void parts.push(part) });
  command.outputHelp();
  return parts.join('');
}

const leaves = withParts(makeQuiet()).filter(({ commands }) => commands.length === 0);

describe('the command line', () => {
  it('explains every command of the house', () => {
    expect(
      makeQuiet()
        .commands.map((command) => command.name())
        .sort(),
    ).toEqual(
      'account analyse backup check checkpoint design dictionary diff draw export import key migrate new randomisation rebuild rehearse restore schema serve start submit trials verify work'.split(
        ' ',
      ),
    );
  });

  it.each(leaves.map((command) => [command.name(), command] as const))(
    'explains %s with an example',
    (name, command) => {
      const help = helpOf(command);
      expect(help).toMatch(new RegExp(`Examples:\\n {2}equipoise .*${name}`));
      expect(help).toContain('--data <dir>');
    },
  );

  it.each([
    ['a port that is none', ['start', '--port', '65536']],
    ['no participants', ['rehearse', 'mesems', '--participants', '0']],
    ['half a participant', ['rehearse', 'mesems', '--participants', '1.5']],
    ['a missing trial', ['analyse']],
    ['a word too many', ['check', 'mesems', 'again']],
    ['an unknown command', ['randomize']],
    ['an unknown option', ['verify', '--fast']],
    ['a design that is none', ['new', '--design', 'square', '--yes']],
    ['an assessment of no trial', ['randomisation', '--assess']],
    ['a randomisation without a purpose', ['randomisation', 'mesems']],
    ['a list and an assessment at once', ['randomisation', 'mesems', '--assess', '--list']],
  ])('refuses %s', async (_what, args) => {
    await expect(makeQuiet().parseAsync(args, { from: 'user' })).rejects.toBeInstanceOf(CommanderError);
  });
});
