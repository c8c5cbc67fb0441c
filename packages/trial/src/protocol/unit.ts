// Units in UCUM: whether a unit can be read, and whether its atoms are known.
import { type Finding, fault, type Path, warning } from './finding.js';
import { nearestWord } from './nearest-word.js';
import { say } from './sentence.js';

/** Atoms that take prefixes (metric), as in the case-sensitive UCUM table; those that trials use. */
const metric = words(`m s g rad K C cd mol sr Hz N Pa J W A V F Ohm S Wb Cel T H lm lx Bq Gy Sv L l bar eV kat U eq
  osm cal t u ar st B Np m[Hg] m[H2O] [iU] [IU] Ci R P St dyn erg G Mx Oe kn`);

/** Atoms that take no prefix. */
const plain = words(`% 10* 10^ deg ' '' min h d wk mo mo_j mo_s mo_g a a_j a_t a_g [ppth] [ppm] [ppb] [pptr] [pi]
  [in_i] [ft_i] [yd_i] [mi_i] [sin_i] [sft_i] [lb_av] [oz_av] [gr] [degF] [pH] [arb'U] [USP'U] [CFU] [PFU] [FFU] [EU]
  [TCID_50] [CCID_50] [EID_50] [HPF] [LPF] [diop] [drp] [Ch] [foz_us] [tsp_us] [tbs_us] [cup_us] [MET] [beth'U] [GPL'U]
  [MPL'U] [APL'U] [ELU] [knk'U] [mclg'U] [todd'U] [dye'U] [ka'U] [smgy'U] [bdsk'U] [tb'U] [dyn'U] [Lf] [BAU] [AU] [Amb'a'1'U]
  [PNU] [D'ag'U] [FEU] [DDU] [hnsf'U] [psi] [HP] B[V] B[W] [S] [car_m] [c] [h] [k] [g] g% bit By`);

const prefixes = words('Y Z E P T G M k h da d c m u n p f a z y Ki Mi Gi Ti');

const known: ReadonlySet<string> = new Set([
  ...plain,
  ...metric,
  ...metric.flatMap((atom) => prefixes.map((prefix) => `${prefix}${atom}`)),
]);

/**
 * Findings of a unit: an error where it cannot be read as UCUM, a warning where one of its atoms is not known here.
 *
 * @see The Unified Code for Units of Measure, sections 2.1 and 2.2 (case-sensitive)
 */
export function checkUnit(unit: string, path: Path): readonly Finding[] {
  const atoms = readUnit(unit);
  if (atoms === undefined) {
    const message = say`"${unit}" can't be read as a unit in UCUM`;
    return [fault('unit-syntax', message, say`a unit in UCUM, such as "mg/dL", "mm[Hg]", "10*9/L", "/min"`, path)];
  }
  const unknown = atoms.find((atom) => !known.has(atom));
  if (unknown === undefined) return [];
  const suggestion = nearestWord(
    unknown,
    [...known].filter((atom) => Math.abs(atom.length - unknown.length) <= 1),
  );
  const hint = suggestion === undefined ? '' : say`; did you mean "${suggestion}"?`;
  const message = say`"${unknown}" is not a unit of UCUM that is known here${hint}`;
  return [warning('unit-unknown', message, say`atoms of the case-sensitive UCUM table`, path)];
}

/** The atoms of a unit, or undefined where it cannot be read: terms with "." and "/", exponents, annotations, parentheses. */
function readUnit(unit: string): readonly string[] | undefined {
  const atoms: string[] = [];
  let at = 0;
  const component = (): boolean => {
    if (unit[at] === '(') {
      at += 1;
      if (!term() || unit[at] !== ')') return false;
      at += 1;
      return true;
    }
    const annotation = /^\{[\x21-\x7a|~ ]*\}/.exec(unit.slice(at));
    if (annotation) {
      at += annotation[0].length;
      return true;
    }
    const atom = /^(?:10[*^]|(?:[A-Za-z_%'"]|\[[^\][{}\s]+\])+)/.exec(unit.slice(at));
    if (atom) {
      atoms.push(atom[0].replaceAll('"', "''"));
      at += atom[0].length;
      at += /^[+-]?\d+/.exec(unit.slice(at))?.[0].length ?? 0;
      at += /^\{[\x21-\x7a|~ ]*\}/.exec(unit.slice(at))?.[0].length ?? 0;
      return true;
    }
    const number = /^\d+/.exec(unit.slice(at));
    at += number?.[0].length ?? 0;
    return number !== null;
  };
  const term = (): boolean => {
    if (unit[at] === '/') at += 1;
    if (!component()) return false;
    while (unit[at] === '.' || unit[at] === '/') {
      at += 1;
      if (!component()) return false;
    }
    return true;
  };
  return term() && at === unit.length ? atoms : undefined;
}

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}
