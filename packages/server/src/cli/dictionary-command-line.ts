// The commands about dictionaries for coding.
import { Argument } from 'commander';
import { absolutePath, add, examples, type Line } from './command-line-part.js';

/** Adds dictionary import. */
export function addDictionary({ program, finish, dataDir }: Line): void {
  const dictionary = add(program, 'dictionary', 'bring in dictionaries for coding; none comes along');
  add(dictionary, 'import', 'import a version of a dictionary, whole or not at all')
    .addArgument(new Argument('<from>', 'a folder of MedDRA ASCII files, or a CSV file').argParser(absolutePath))
    .requiredOption('--name <name>', 'the name under which protocols refer to it, such as meddra')
    .requiredOption('--release <version>', 'its version, as the protocol writes it')
    .addHelpText(
      'after',
      `\nA CSV file has the columns code and term; "current" (yes or no) may be there; "LEVEL" with "LEVEL code" is a level above.\nThe same version again changes nothing; a version is never replaced.\n${examples(
        'equipoise dictionary import ./MedAscii --name meddra --release 27.1',
        'equipoise dictionary import medication.csv --name medication --release 2026',
      )}`,
    )
    .action(async (from: string, { name, release }: { name: string; release: string }) => {
      const { importFrom } = await import('./dictionary.js');
      finish(await importFrom({ dataDir: dataDir(), from, name, version: release }));
    });
}
