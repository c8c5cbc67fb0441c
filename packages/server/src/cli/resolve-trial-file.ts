// Finds the protocol that a TRIAL on the command line names.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandProblem } from './options.js';

/** What a TRIAL on the command line stands for. */
export type TrialReference =
  | {
      readonly kind: 'file';
      /** Absolute path of the protocol: a file, or a folder of files that are read as one. */
      readonly protocolFile: string;
      /** Its folder: scenarios, mapping and data lie there. */
      readonly folder: string;
      /** The folder's name under trials/, else the file's name without its ending. */
      readonly name: string;
    }
  | { readonly kind: 'id'; readonly trialId: string };

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The folder `trials/` of the product. */
export const shippedTrialsDir = fileURLToPath(new URL('../../../../trials', import.meta.url));

/**
 * Resolves TRIAL: an id, a path to a protocol file or its folder, or a folder's name under `trials/` (of the current folder first).
 * In a folder the protocol is protocol.yaml, else all YAML files of protocol/, else all YAML files of the folder itself.
 *
 * @throws CommandProblem if it is none of these; the message lists the trials that there are
 */
export function resolveTrialFile(trial: string, currentDir: string = process.cwd()): TrialReference {
  if (uuid.test(trial)) return { kind: 'id', trialId: trial.toLowerCase() };
  const candidates = /^[\w-]+$/.test(trial)
    ? [join(currentDir, 'trials', trial), join(shippedTrialsDir, trial), resolve(currentDir, trial)]
    : [resolve(currentDir, trial)];
  for (const candidate of candidates) {
    const protocolFile = findProtocol(candidate);
    if (protocolFile !== undefined) return describe(protocolFile);
  }
  throw new CommandProblem(
    `There is no trial "${trial}": TRIAL is one of ${listShippedTrials().join(', ')}, a path to a protocol file, or the id of a trial in the database (equipoise trials lists them).`,
  );
}

/** The names of the trials that the product brings. */
export function listShippedTrials(): readonly string[] {
  return readdirSync(shippedTrialsDir)
    .filter((name) => existsSync(join(shippedTrialsDir, name, 'protocol.yaml')))
    .sort();
}

function findProtocol(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  if (!statSync(path).isDirectory()) return path;
  const inside = [join(path, 'protocol.yaml'), join(path, 'protocol')].find((candidate) => existsSync(candidate));
  if (inside !== undefined) return inside;
  return readdirSync(path).some((name) => name.endsWith('.yaml')) ? path : undefined;
}

function describe(protocolFile: string): TrialReference {
  const file = basename(protocolFile).replace(/\.ya?ml$/, '');
  const isOwnFolder = file !== 'protocol' && statSync(protocolFile).isDirectory();
  const folder = isOwnFolder ? protocolFile : dirname(protocolFile);
  return { kind: 'file', protocolFile, folder, name: file === 'protocol' ? basename(folder) : file };
}
