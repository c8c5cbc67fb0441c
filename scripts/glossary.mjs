// Finds words in names of the code for which GLOSSARY.md has a better one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads the table "Words we don't use" of GLOSSARY.md: word, what to say instead, paths that may use it. */
export function readForbiddenWords(root) {
  const text = readFileSync(join(root, 'GLOSSARY.md'), 'utf8');
  const section = text.split(/^## /m).find((part) => part.startsWith("Words we don't use"));
  if (section === undefined) throw new Error('GLOSSARY.md has no section "Words we don\'t use"');
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .flatMap((line) => {
      const [words = '', instead = '', allowed = ''] = line
        .split('|')
        .slice(1)
        .map((cell) => cell.trim());
      const paths = allowed
        .split(',')
        .map((path) => path.trim())
        .filter((path) => path !== '');
      return words.split(',').map((word) => ({ word: word.trim(), instead, paths }));
    });
}

/** All uses of forbidden words as a part of a name: `patientId` and `PATIENT_ID` hold "patient", "impatient" does not. */
export function findForbiddenWords(root) {
  const forbidden = new Map(readForbiddenWords(root).map((entry) => [entry.word, entry]));
  const files = ['packages', 'bin', 'scripts'].flatMap((dir) => listSources(root, dir));
  const findings = files.flatMap((file) => findInFile(root, file, forbidden));
  return { findings, files: files.length };
}

function findInFile(root, file, forbidden) {
  const code = blankOutText(readFileSync(join(root, file), 'utf8'));
  const ofName = wordsOf(file.replace(/\.[a-z.]+$/, '').replaceAll('/', ' ')).map((word) => ({ word, line: 1 }));
  const ofCode = code.split('\n').flatMap((text, index) => wordsOf(text).map((word) => ({ word, line: index + 1 })));
  return [...ofName, ...ofCode].flatMap(({ word, line }) => {
    const entry = forbidden.get(word);
    if (entry === undefined || entry.paths.some((path) => file.startsWith(path))) return [];
    return [{ file, line, word, instead: entry.instead }];
  });
}

/** Comments and strings are prose, judged by people: only names are checked. Lines are kept. */
function blankOutText(source) {
  const text = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;
  return source.replace(text, (found) => found.replace(/[^\n]/g, ' '));
}

/** The words that names are made of, in lower case: `listAdverseEvents` gives list, adverse, events. */
function wordsOf(text) {
  return (text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).map((word) => word.toLowerCase());
}

function listSources(root, dir) {
  return readdirSync(join(root, dir), { withFileTypes: true }).flatMap((entry) => {
    const path = `${dir}/${entry.name}`;
    if (entry.isDirectory()) return ['dist', 'node_modules'].includes(entry.name) ? [] : listSources(root, path);
    return /\.(ts|tsx|mjs)$/.test(path) ? [path] : [];
  });
}
