// `npm run validate [-- FOLDER or FILE …]`: runs reference cases against the library; by default those in validation/reference.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { PrepareProblem, prepare, root } from '../bin/prepare.mjs';

process.exitCode = await validate(process.argv.slice(2));

async function validate(args) {
  try {
    // The cases need one package only, so the others need not build.
    await prepare({ withBuild: false });
  } catch (problem) {
    if (!(problem instanceof PrepareProblem)) throw problem;
    console.error(problem.message);
    return 3;
  }
  const start = process.env.INIT_CWD ?? process.cwd();
  const paths = args.length === 0 ? [join(root, 'validation', 'reference')] : args.map((path) => resolve(start, path));
  mkdirSync(join(root, '.equipoise-build'), { recursive: true });
  // Each run has a folder of its own, so that two never meet.
  const folder = mkdtempSync(join(root, '.equipoise-build', 'validate-'));
  try {
    const library = join(folder, 'node_modules', '@equipoise', 'stats');
    await translate(join(root, 'packages', 'stats', 'src'), library);
    writeFileSync(join(library, 'package.json'), '{ "type": "module", "exports": "./index.js" }');
    await translate(join(root, 'validation'), folder);
    return await run(join(folder, 'main.js'), paths);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Strips the types; `npm run check` is what checks them. */
async function translate(from, to) {
  const { default: ts } = await import('typescript');
  const compilerOptions = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true };
  for (const file of sources(from)) {
    const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), { fileName: file, compilerOptions });
    const target = join(to, relative(from, file)).replace(/\.ts$/, '.js');
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
}

function sources(dir) {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.ts$/.test(path) && !/\.test\.ts$/.test(path) ? [path] : [];
  });
}

function run(program, paths) {
  return new Promise((succeed, fail) => {
    const child = spawn(process.execPath, [program, ...paths], { cwd: root, stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
    child.on('error', fail);
    child.on('close', (code) => succeed(code ?? 1));
  });
}
