// Refusals: expected answers of "no", with a stable code and facts. All codes are in this file.

/** Each code with the rule it stands for. Codes are stable: they are never renamed and never reused. */
export const refusalCodes = {
  // any command
  'command-invalid': 'The body of a command has the form of its schema.',
  'command-id-used': 'A command id stands for one command; another needs another id.',
  'already-in-use': 'A screening number, a bag code and an id are used once in a trial.',
  busy: 'A command that met others on the same data too often may be sent again, with the same id.',
  // any command
  'text-not-allowed': 'A text holds neither NUL nor half of a surrogate pair.',
  'confirmation-required': 'Some commands ask for the credentials of their sender again.',
  'changed-meanwhile': 'A command changes what its sender saw, not what another person made of it meanwhile.',
  'version-required': 'Who changes a form or an adverse event over the network says which version was seen.',
  // rights and roles
  'right-missing': 'The actor holds no role that has the right to this command here.',
  'role-unknown': 'A role is one of the standard roles or one that the protocol adds.',
  'role-held': 'A role is granted once, unless its sites change.',
  'role-not-held': 'Only a role that is held can be revoked.',
  'role-scope': 'A role of the whole trial is granted for all sites; a role of a site names its sites.',
  'roles-incompatible': 'Some roles cannot be held by one person, and who was unblinded never becomes blinded again.',
  'last-manager': 'A trial keeps at least one trial manager.',
  'rater-barred': 'A code break ends the rating of that participant by blinded raters.',
  // the trial
  'trial-exists': 'A trial is created once.',
  'trial-unknown': 'A trial must be created before anything else.',
  'trial-locked': 'After the lock nothing of the trial changes.',
  'trial-not-locked': 'Only a locked trial is unblinded.',
  'trial-unblinded': 'What blind people decide is decided before the unblinding; a trial is unblinded once.',
  'trial-not-live': 'Nobody takes part before go-live.',
  'trial-live': 'A trial goes live once.',
  'site-unknown': 'A site is one of the protocol.',
  'site-active': 'A site is activated once.',
  'site-not-active': 'Nobody is screened at a site before it is activated.',
  'allocation-committed': 'An allocation is committed once.',
  'allocation-not-committed': 'The allocation is committed before go-live and before anything that rests on it.',
  'allocation-not-opened': 'This command needs an opening, which the server makes for it.',
  'design-invalid': 'Ratio, block sizes and probabilities of a design fit each other and its sequences.',
  'list-required': 'A trial whose protocol says "uploadedList" needs a list.',
  'list-not-used': 'A trial whose protocol draws the allocation from a seed takes no list.',
  'list-invalid': 'Every line of a list names a stratum that can occur and a sequence of the protocol.',
  'list-exhausted': 'Each participant takes the next entry of the list of the stratum.',
  'custody-key-beside-data': 'A live trial starts only when its master key does not lie beside the data.',
  'custody-recovery-not-rehearsed': 'A live trial starts only when a recovery of its master key was rehearsed.',
  'reveal-mismatch': 'What is revealed is what was committed to.',
  'plan-committed': 'The analysis plan is committed once.',
  'plan-not-committed': 'The analysis plan is committed before the lock and before anybody analyses unblinded.',
  'cut-unknown': 'A data cut is one that the protocol names.',
  'cut-made': 'A data cut is made once.',
  'cut-not-made': 'A data cut is made before it is opened.',
  'cut-audience': 'A data cut is opened by its audience alone.',
  'event-unknown': 'Only the payload of an event that is there is erased.',
  'payload-not-erasable': 'What allocation, blinding and the conduct of the trial rest on is never erased.',
  // a participant
  'participant-known': 'A participant is screened once under one id.',
  'participant-unknown': 'A participant must be screened first.',
  withdrawn: 'After a withdrawal only the commands that its kind leaves are allowed.',
  'withdrawal-known': 'Each kind of withdrawal is recorded once.',
  'consent-unknown': 'A consent and its items are those of the protocol.',
  'consent-missing': 'Consent is given in its current version, with every required item, before what it is for.',
  'stage-unknown': 'Eligibility is assessed at the stages of the protocol.',
  'eligibility-not-assessed': 'Eligibility is assessed before randomisation.',
  'not-eligible': 'Only who meets every criterion, by the values as they are now, is randomised.',
  'already-randomised': 'A participant is randomised once.',
  'not-randomised': 'This needs a randomised participant.',
  'stratum-unknown': 'Every stratification factor has a value before randomisation.',
  'cap-reached': 'Beyond a cap of the trial, of a site or of a stratum nobody is randomised.',
  'replacement-not-allowed': 'A participant is replaced only where the protocol allows it.',
  'replaced-not-withdrawn': 'Only a randomised participant who withdrew is replaced.',
  'already-replaced': 'A participant is replaced once.',
  'replacement-stratum-differs': 'Who takes over an entry belongs to the stratum of that entry.',
  'replacement-would-unblind': 'Nobody takes over the entry of a participant whose code was broken.',
  // the product
  'product-unknown': 'The protocol has no product.',
  'product-off-the-shelf': 'A product that comes off the shelf is neither harvested nor released for each participant.',
  'product-released': 'One batch is released for a participant.',
  'product-not-released': 'A product of each participant’s own cells is released before randomisation.',
  'harvest-known': 'A harvest is recorded once.',
  'harvest-unknown': 'A batch comes from a harvest of this participant.',
  'release-tests-failed':
    'A batch is released, and a bag off the shelf is prepared, when its laboratory values pass every release test.',
  'administration-unknown': 'An administration is one of the protocol.',
  'bag-code-used': 'A bag code is used once.',
  'weight-unknown': 'The volume of a bag follows from the body weight, which must be recorded.',
  'gate-not-satisfied': 'An administration with a gate is permitted when the rule of its gate is true.',
  'gate-missing': 'Only the gate of an administration that has one is overridden.',
  'override-not-needed': 'A gate is overridden only where it is not satisfied.',
  'override-not-requested': 'A gate is overridden by two people: one requests, another confirms.',
  'override-same-person': 'A gate is overridden by two different people.',
  'already-permitted': 'An administration is permitted once.',
  // what is recorded
  'visit-unknown': 'A visit is one of the protocol.',
  'form-unknown': 'A form is one that the protocol asks for at this visit.',
  'occurrence-not-allowed': 'Only a form that repeats, or one of an unscheduled visit, occurs more than once.',
  'item-unknown': 'An item is one of its form.',
  'role-may-not-fill': 'A form or item that names the roles that fill it is filled and corrected by these alone.',
  'value-not-allowed': 'A value has the type of its item and, where the item has codes, is one of them.',
  'value-recorded': 'A recorded value is changed by a correction with a reason.',
  'value-not-recorded': 'Only a recorded value is corrected.',
  'nothing-changes': 'A command that would change nothing is not recorded.',
  'adverse-events-not-collected': 'The protocol collects no adverse events.',
  'adverse-event-known': 'An adverse event is reported once; what changes is an update.',
  'adverse-event-unknown': 'Only a reported adverse event is updated.',
  'adverse-event-invalid':
    'Class, severity and causality of an adverse event are those of the protocol; it does not end before it starts.',
  'deviation-known': 'A deviation is recorded once.',
  'guess-recorded': 'Each person guesses once at each visit.',
  'confirmation-wrong': 'A code is broken after typing the randomisation number.',
  'analysis-set-unknown': 'An analysis set is one of the protocol.',
  'already-excluded': 'A participant is excluded from an analysis set once.',
} as const;

export type RefusalCode = keyof typeof refusalCodes;

export interface Refusal {
  readonly accepted: false;
  readonly code: RefusalCode;
  /** One sentence: the rule, the value and what is allowed. Never reveals a treatment. */
  readonly message: string;
  readonly facts: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

/** Makes a refusal. */
export function refuse(code: RefusalCode, message: string, facts: Refusal['facts'] = {}): Refusal {
  return { accepted: false, code, message, facts };
}
