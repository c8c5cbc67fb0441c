// Recruitment against plan.

export const recruitment = {
  'recruitment.title': 'Recruitment',
  'recruitment.help': 'How many were screened and randomised, where and when, against what is planned.',
  'recruitment.nobody': 'Nobody has been screened yet.',
  'recruitment.screened': 'Screened',
  'recruitment.randomised': 'Randomised',
  'recruitment.planned': 'Planned',
  'recruitment.ofPlanned': 'of {planned} planned',
  'recruitment.complete': 'Complete records',
  'recruitment.completeNote': 'of participants have every form that is due',
  'recruitment.outOfWindow': 'Visits out of their window',
  'recruitment.outOfWindowNote': 'recorded as deviations',
  'recruitment.openQueries': 'Open queries',
  'recruitment.byPlace': 'By place',
  'recruitment.bySite': 'Sites',
  'recruitment.byNational': 'National trials',
  'recruitment.place': 'Place',
  'recruitment.first': 'First randomised',
  'recruitment.latest': 'Latest randomised',
  'recruitment.month': 'Month',
  'recruitment.participants': 'Participants',
  'recruitment.overTime': 'Over time',
  'recruitment.summary': '{screened} screened and {randomised} randomised by {month}.',
  'recruitment.summaryPlanned':
    '{screened} screened and {randomised} randomised by {month}, of {planned} planned (dotted line).',
} as const;
