// The scale of five grades of adverse events, with definitions of our own that hold for any term.

/** One grade. A dictionary of graded terms refines it for each term; it is licensed or published apart and never shipped. */
export interface ToxicityGrade {
  readonly grade: 1 | 2 | 3 | 4 | 5;
  /** As a code of `adverseEvents.severity`. */
  readonly code: string;
  readonly name: string;
  readonly definition: string;
}

/** From 1 to 5, as in the common terminology criteria for adverse events (CTCAE). */
export const toxicityGrades: readonly ToxicityGrade[] = [
  {
    grade: 1,
    code: 'grade1',
    name: 'Grade 1, mild',
    definition: 'Noticed, or seen only on examination; nothing needs to be done.',
  },
  {
    grade: 2,
    code: 'grade2',
    name: 'Grade 2, moderate',
    definition: 'Disturbs shopping, cooking or work; a simple treatment without admission is enough.',
  },
  {
    grade: 3,
    code: 'grade3',
    name: 'Grade 3, severe',
    definition: 'Disables, disturbs washing, dressing or eating, or leads to admission; life is not in danger at once.',
  },
  {
    grade: 4,
    code: 'grade4',
    name: 'Grade 4, life-threatening',
    definition: 'Life is in danger; something must be done at once.',
  },
  { grade: 5, code: 'grade5', name: 'Grade 5, fatal', definition: 'The participant died of it.' },
];
