// `equipoise dictionary import|list`: brings a dictionary for coding into the installation, whole or not at all.
import { statSync } from 'node:fs';
import { formatIssue, Slug } from '@equipoise/trial';
import { readMeddra } from '../dictionary/meddra.js';
import { readDictionaryTable } from '../dictionary/table-dictionary.js';
import { DictionaryProblem, importDictionary } from '../store/dictionary.js';
import { CommandProblem, type DictionaryOptions, type ExitCode, exitCodes } from './options.js';
import { withSystem } from './with-system.js';

/** Imports a version: a folder of MedDRA ASCII files, or a CSV file. All problems of the files are said at once. */
export async function importFrom(options: DictionaryOptions): Promise<ExitCode> {
  const { name, version, from } = options;
  if (!Slug.safeParse(name).success)
    throw new CommandProblem(`"${name}" is no name: a letter, then letters, digits, "_" or "-".`);
  const { terms, issues } = isFolder(from) ? readMeddra(from) : readDictionaryTable(from);
  if (issues.length > 0) throw new CommandProblem(issues.map(formatIssue).join('\n'));
  if (terms.length === 0) throw new CommandProblem(`${from} holds no term.`);
  return withSystem(options, async (system) => {
    try {
      const isNew = await importDictionary(system.pools.writer, { dictionary: name, version, terms });
      const done = isNew ? `${terms.length} terms are stored` : 'it was there already, with the same terms';
      process.stdout.write(`${name} ${version}: ${done}\n`);
      return exitCodes.done;
    } catch (cause) {
      if (cause instanceof DictionaryProblem) throw new CommandProblem(cause.message, { cause });
      throw cause;
    }
  });
}

function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch (cause) {
    throw new CommandProblem(`${file} can't be read: ${(cause as Error).message}.`, { cause });
  }
}
