// The overview of a trial.

export const overview = {
  'overview.title': 'Overview',
  'overview.help': 'Where the trial stands, and everything that your roles let you do in it.',
  'overview.everywhere': 'everywhere',
  'overview.pages': 'Your pages',
  'status.in preparation': 'being set up',
  'status.recruiting': 'under way',
  'status.locked': 'locked',
  'status.unblinded': 'locked and unblinded',
} as const;
