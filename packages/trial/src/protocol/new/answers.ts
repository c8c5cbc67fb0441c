// What is asked for a new trial, what may be answered, and what is taken where nothing is.

export const newDesigns = ['parallel', 'crossover', 'delayedStart', 'factorial'] as const;
type NewDesign = (typeof newDesigns)[number];

export const newEndpoints = ['count', 'continuous', 'binary', 'timeToEvent'] as const;
type NewEndpoint = (typeof newEndpoints)[number];

export const newMethods = ['permutedBlocks', 'minimisation', 'bigStick', 'simple'] as const;
type NewMethod = (typeof newMethods)[number];

/** The answers from which a protocol is written. */
export interface NewTrialAnswers {
  readonly title: string;
  /** Its letters and digits are the id of the trial. */
  readonly acronym: string;
  readonly design: NewDesign;
  /**
   * Names; the last one is what the others are compared with. Of a factorial design: the factors, each of which is given
   * or not given.
   */
  readonly treatments: readonly string[];
  readonly endpoint: NewEndpoint;
  readonly sites: number;
  readonly participants: number;
  readonly method: NewMethod;
  readonly openLabel: boolean;
}

/** How many treatments (of a factorial design: factors) each design is written with. */
const treatmentNumbers: Readonly<Record<NewDesign, readonly [number, number]>> = {
  parallel: [2, 6],
  crossover: [2, 6],
  delayedStart: [2, 2],
  factorial: [2, 3],
};

/** Names that models and visits use themselves. */
const takenNames = new Set(
  'site sequence treatment period visit participant nationalTrial carryover scansRead outcome outcomeBefore screening randomisation neither'.split(
    ' ',
  ),
);

/** What is taken where nothing is answered. */
export function usualAnswers(design: NewDesign): NewTrialAnswers {
  return {
    title: 'A drug against placebo',
    acronym: 'MYTRIAL',
    design,
    treatments: {
      parallel: ['Drug', 'Placebo'],
      crossover: ['Drug', 'Placebo'],
      delayedStart: ['Drug', 'Usual care'],
      factorial: ['Drug A', 'Drug B'],
    }[design],
    endpoint: 'continuous',
    sites: 3,
    participants: 60,
    method: 'permutedBlocks',
    openLabel: design === 'delayedStart',
  };
}

/** A name as an id: its words in one, a letter first. */
export function idOf(name: string): string {
  const words = name.normalize('NFD').match(/[A-Za-z0-9]+/g) ?? [];
  const [first = '', ...rest] = words.map((word) => (word === word.toUpperCase() ? word.toLowerCase() : word));
  const id =
    first.charAt(0).toLowerCase() +
    first.slice(1) +
    rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return (/^[A-Za-z]/.test(id) ? id : `t${id}`).slice(0, 48);
}

/** The number of sequences among which participants are randomised. */
function sequenceNumber({ design, treatments }: Pick<NewTrialAnswers, 'design' | 'treatments'>): number {
  if (design === 'factorial') return 2 ** treatments.length;
  if (design === 'crossover' && treatments.length % 2 === 1) return 2 * treatments.length;
  return treatments.length;
}

/** Whether a name is one that every object has, such as "constructor". */
function isOfEveryObject(id: string): boolean {
  return id in Object.prototype;
}

/** All that is wrong with the answers, a sentence each; nothing where a protocol can be written. */
export function answerProblems(answers: NewTrialAnswers): readonly string[] {
  const { title, acronym, design, treatments, endpoint, method } = answers;
  const problems: string[] = [];
  if (title.trim() === '') problems.push('The trial needs a title.');
  if (!/[A-Za-z0-9]/.test(acronym)) problems.push('The trial needs an acronym of letters or digits.');
  const [least, most] = treatmentNumbers[design];
  const what = design === 'factorial' ? 'factors' : 'treatments';
  if (treatments.length < least || treatments.length > most) {
    const allowed = least === most ? `${least}` : `${least} to ${most}`;
    problems.push(
      `A ${design} design has ${allowed} ${what} here, not ${treatments.length}; edit the protocol for others.`,
    );
  }
  if (treatments.some((name) => name.trim() === '')) problems.push(`Each of the ${what} needs a name.`);
  const ids = treatments.map(idOf);
  if (new Set(ids).size < ids.length) problems.push(`The names of the ${what} must differ in letters or digits.`);
  const taken = [...ids.filter((each) => takenNames.has(each)), ...[idOf(acronym), ...ids].filter(isOfEveryObject)];
  for (const id of taken) problems.push(`"${id}" has a meaning of its own: choose another name.`);
  if (design === 'crossover' && endpoint === 'timeToEvent')
    problems.push('A time to one event is not measured anew in each period: a crossover needs another endpoint.');
  if (method === 'bigStick' && sequenceNumber(answers) !== 2)
    problems.push(
      `The big stick has two sequences, and this design has ${sequenceNumber(answers)}: choose another method.`,
    );
  for (const [name, number, highest] of [
    ['sites', answers.sites, 200],
    ['participants', answers.participants, 100_000],
  ] as const) {
    if (!Number.isInteger(number) || number < 1 || number > highest)
      problems.push(`The number of ${name} is a whole number from 1 to ${highest}, not ${number}.`);
  }
  if (answers.participants < sequenceNumber(answers))
    problems.push(`${sequenceNumber(answers)} sequences need at least as many participants.`);
  return problems;
}
