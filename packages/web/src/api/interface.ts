// What the server answers: written by `npm run docs` from the description of the interface. Do not edit.

/** The code of every "no": of refused commands, of the web server and of accounts. */
export type ProblemCode =
  | 'account-disabled'
  | 'account-expired'
  | 'action-item-known'
  | 'action-item-unknown'
  | 'address-too-long'
  | 'administration-unknown'
  | 'administrator-needed'
  | 'adverse-event-invalid'
  | 'adverse-event-known'
  | 'adverse-event-unknown'
  | 'adverse-events-not-collected'
  | 'allocation-committed'
  | 'allocation-not-committed'
  | 'allocation-not-opened'
  | 'already-excluded'
  | 'already-in-use'
  | 'already-infused'
  | 'already-permitted'
  | 'already-randomised'
  | 'already-replaced'
  | 'already-rescreened'
  | 'amendment-approval-missing'
  | 'amendment-in-force'
  | 'amendment-invalid'
  | 'amendment-known'
  | 'amendment-not-allowed'
  | 'amendment-outdated'
  | 'amendment-same-person'
  | 'amendment-state'
  | 'amendment-unknown'
  | 'amendment-version'
  | 'analysis-set-unknown'
  | 'analyte-unknown'
  | 'approval-known'
  | 'approval-missing'
  | 'approval-not-there'
  | 'approval-unknown'
  | 'arms-closed'
  | 'attachment-known'
  | 'attachment-place-unknown'
  | 'attachment-unknown'
  | 'bag-code-drawn'
  | 'bag-code-used'
  | 'bag-expired'
  | 'bag-not-released'
  | 'bag-recalled'
  | 'bag-released'
  | 'bag-unknown'
  | 'batch-failed'
  | 'batch-step-unknown'
  | 'board-meeting-known'
  | 'board-meeting-unknown'
  | 'board-recommendation-known'
  | 'body-invalid'
  | 'body-too-large'
  | 'busy'
  | 'calculation-slow'
  | 'calculation-unfit'
  | 'cap-reached'
  | 'case-version-order'
  | 'changed-meanwhile'
  | 'check-known'
  | 'clock-unknown'
  | 'closing'
  | 'coding-unknown'
  | 'collection-expired'
  | 'collection-used'
  | 'collection-wrong'
  | 'command-id-used'
  | 'command-invalid'
  | 'confirmation-required'
  | 'confirmation-wrong'
  | 'consent-missing'
  | 'consent-unknown'
  | 'cross-site'
  | 'custody-key-beside-data'
  | 'custody-recovery-not-rehearsed'
  | 'cut-audience'
  | 'cut-made'
  | 'cut-not-made'
  | 'cut-unknown'
  | 'database-away'
  | 'date-in-future'
  | 'delegate-unknown'
  | 'delegation-known'
  | 'delegation-unknown'
  | 'demonstration-account'
  | 'design-invalid'
  | 'deviation-closed'
  | 'deviation-known'
  | 'deviation-unknown'
  | 'dictionary-code-unknown'
  | 'dictionary-invalid'
  | 'dictionary-other'
  | 'e-mail-in-use'
  | 'eligibility-not-assessed'
  | 'event-not-serious'
  | 'event-unknown'
  | 'fault'
  | 'file-empty'
  | 'file-gone'
  | 'file-infected'
  | 'file-missing'
  | 'file-not-served'
  | 'file-not-stored'
  | 'file-quota'
  | 'file-too-large'
  | 'file-type'
  | 'file-undescribed'
  | 'finding-known'
  | 'finding-unknown'
  | 'form-frozen'
  | 'form-locked'
  | 'form-not-missing'
  | 'form-not-recorded'
  | 'form-unknown'
  | 'gate-missing'
  | 'gate-not-satisfied'
  | 'grant-above-own'
  | 'guess-recorded'
  | 'handover-known'
  | 'harvest-known'
  | 'harvest-limit-reached'
  | 'harvest-superseded'
  | 'harvest-unknown'
  | 'harvest-would-tell'
  | 'header-invalid'
  | 'host-unknown'
  | 'identifier-not-collected'
  | 'identifiers-not-kept'
  | 'identifiers-not-sent'
  | 'identity-code-issued'
  | 'import-changed'
  | 'import-invalid'
  | 'infusion-not-permitted'
  | 'infusion-not-scheduled'
  | 'instant-in-future'
  | 'investigator-judgement'
  | 'item-unknown'
  | 'judgement-lowered'
  | 'label-missing'
  | 'label-not-valid'
  | 'labels-not-used'
  | 'last-administrator'
  | 'last-credential'
  | 'last-manager'
  | 'late-test-unknown'
  | 'link-invalid'
  | 'list-append-only'
  | 'list-exhausted'
  | 'list-invalid'
  | 'list-not-used'
  | 'list-rehearsed'
  | 'list-required'
  | 'listing-invalid'
  | 'lock-conditions-unmet'
  | 'loopback-only'
  | 'material-quarantined'
  | 'media-type'
  | 'method-not-allowed'
  | 'monitoring-visit-known'
  | 'named-twice'
  | 'not-delegated'
  | 'not-eligible'
  | 'not-found'
  | 'not-randomised'
  | 'not-serious'
  | 'not-signed-in'
  | 'nothing-changes'
  | 'nothing-to-code'
  | 'occurrence-not-allowed'
  | 'opening-confirmed'
  | 'opening-expired'
  | 'opening-known'
  | 'opening-same-person'
  | 'opening-unknown'
  | 'origin-refused'
  | 'out-of-scope'
  | 'out-of-specification-incomplete'
  | 'out-of-specification-not-allowed'
  | 'out-of-specification-role'
  | 'override-not-needed'
  | 'override-not-requested'
  | 'override-same-person'
  | 'parameter-invalid'
  | 'participant-known'
  | 'participant-locked'
  | 'participant-unknown'
  | 'passkey-refused'
  | 'password-weak'
  | 'payload-not-erasable'
  | 'period-invalid'
  | 'plan-committed'
  | 'plan-not-committed'
  | 'prepared-too-early'
  | 'product-not-opened'
  | 'product-not-released'
  | 'product-off-the-shelf'
  | 'product-released'
  | 'product-unknown'
  | 'proof-wrong'
  | 'protocol-unreadable'
  | 'provider-unknown'
  | 'quarantine-known'
  | 'quarantine-resolved'
  | 'quarantine-same-person'
  | 'quarantine-unknown'
  | 'query-by-unblinded'
  | 'query-known'
  | 'query-place-unknown'
  | 'query-state'
  | 'query-unknown'
  | 'range-not-allowed'
  | 'rater-barred'
  | 'reading-closed'
  | 'reading-unknown'
  | 'reason-required'
  | 'release-tests-failed'
  | 'replaced-not-withdrawn'
  | 'replacement-not-allowed'
  | 'replacement-stratum-differs'
  | 'replacement-would-unblind'
  | 'report-missing'
  | 'reprint-reason-missing'
  | 'request-slow'
  | 'request-unreadable'
  | 'rescreening-not-allowed'
  | 'retention-running'
  | 'reveal-mismatch'
  | 'right-missing'
  | 'role-held'
  | 'role-may-not-fill'
  | 'role-may-not-sign'
  | 'role-not-held'
  | 'role-scope'
  | 'role-unknown'
  | 'roles-incompatible'
  | 'row-not-allowed'
  | 'safety-report-known'
  | 'scanner-away'
  | 'scope-invalid'
  | 'screening-number-invalid'
  | 'second-factor-demanded'
  | 'second-factor-known'
  | 'second-factor-missing'
  | 'second-factor-needed'
  | 'second-person-missing'
  | 'session-needed'
  | 'sign-in-refused'
  | 'signature-meaning-unknown'
  | 'signature-not-asked'
  | 'signed-already'
  | 'signed-content-changed'
  | 'site-active'
  | 'site-closed'
  | 'site-in-use'
  | 'site-not-active'
  | 'site-not-suspended'
  | 'site-suspended'
  | 'site-unknown'
  | 'stage-unknown'
  | 'step-known'
  | 'stopping-rule-unknown'
  | 'stratum-unknown'
  | 'synonym-known'
  | 'task-unknown'
  | 'text-not-allowed'
  | 'timepoint-unknown'
  | 'too-many-failures'
  | 'too-many-requests'
  | 'training-known'
  | 'training-unknown'
  | 'transfer-not-needed'
  | 'trial-creation-right-missing'
  | 'trial-exists'
  | 'trial-live'
  | 'trial-locked'
  | 'trial-not-live'
  | 'trial-not-locked'
  | 'trial-unblinded'
  | 'trial-unknown'
  | 'unblinded-role-required'
  | 'unlock-not-requested'
  | 'unlock-same-person'
  | 'value-not-allowed'
  | 'value-not-recorded'
  | 'value-recorded'
  | 'version-required'
  | 'view-right-missing'
  | 'visit-not-planned'
  | 'visit-took-place'
  | 'visit-unknown'
  | 'weight-too-old'
  | 'weight-unknown'
  | 'withdrawal-known'
  | 'withdrawn'
  | 'witness-same-person'
  | 'wrong-bag'
  | 'wrong-participant';

/** Parameters and rows of each view. */
export interface Views {
  accessOn: { params: { readonly at: string; readonly actorId?: string; readonly limit?: number; readonly offset?: number }; row: { readonly actor_id: string; readonly role: string; readonly role_name: string; readonly blinded: boolean; readonly site_id: string; readonly valid_from: string | null; readonly valid_until: string | null; readonly granted_at: string | null; readonly granted_by: string | null; readonly rights: readonly (string)[]; readonly ended_at: string | null; readonly ended_by: string | null; readonly end_reason: string | null } };
  adverseEventHistory: { params: { readonly participantId: string }; row: { readonly participant_id: string; readonly site_id: string; readonly version: number; readonly actor_id: string; readonly recorded_at: string; readonly adverse_event_id: string; readonly action: 'recorded' | 'changed' | 'removed'; readonly changes: readonly ({ readonly fact: string; readonly from: unknown; readonly to: unknown })[]; readonly reason: string | null } };
  adverseEvents: { params: { readonly participantId?: string; readonly limit?: number; readonly offset?: number }; row: { readonly participant_id: string; readonly site_id: string; readonly adverse_event_id: string; readonly facts: unknown; readonly version: number | null } };
  allocations: { params: Readonly<Record<string, never>>; row: { readonly stratum: string; readonly entry: number; readonly sequence: string; readonly randomisation_number: string | null; readonly participant_id: string | null; readonly site_id: string | null } };
  amendmentImpact: { params: { readonly amendmentId: string }; row: { readonly path: string; readonly kind: 'added' | 'removed' | 'changed' | 'moved'; readonly words: string; readonly verdict: 'allowed' | 'neverAllowed' | 'losesValues'; readonly touches: 'data' | 'everyone' | 'notRandomised' | 'nobody'; readonly site_id: string | null; readonly participants: number; readonly forms: number; readonly values: number } };
  amendments: { params: { readonly limit?: number; readonly offset?: number }; row: { readonly amendment_id: string; readonly protocol_version: string; readonly kind: 'substantial' | 'notSubstantial'; readonly status: 'draft' | 'approved' | 'withdrawn'; readonly based_on: string | null; readonly reason: string | null; readonly drafted_by: string; readonly drafted_at: string; readonly approved_by: string | null; readonly approved_at: string | null; readonly withdrawn_by: string | null; readonly withdrawn_at: string | null; readonly withdrawal_reason: string | null; readonly sites: readonly ({ readonly siteId: string; readonly from: string; readonly approvals: unknown; readonly activatedBy: string; readonly activatedAt: string; readonly isInForce: boolean })[] } };
  analyses: { params: Readonly<Record<string, never>>; row: { readonly analysisId: string; readonly arms: 'dummy' | 'actual'; readonly cut: string | null; readonly state: 'running' | 'done' | 'failed' | 'cancelled'; readonly requestedBy: string; readonly requestedAt: string; readonly endedAt: string | null; readonly protocolVersion: string | null; readonly softwareVersion: string; readonly snapshotHash: string | null; readonly events: number | null; readonly reportSha256: string | null; readonly jsonSha256: string | null; readonly problem: string | null } };
  attachmentHistory: { params: { readonly participantId: string }; row: { readonly participant_id: string; readonly site_id: string; readonly version: number; readonly actor_id: string; readonly recorded_at: string; readonly attachment_id: string; readonly action: 'recorded' | 'changed' | 'removed'; readonly changes: readonly ({ readonly fact: string; readonly from: unknown; readonly to: unknown })[]; readonly reason: string | null } };
  attachments: { params: { readonly participantId?: string; readonly limit?: number; readonly offset?: number }; row: { readonly attachment_id: string; readonly participant_id: string; readonly site_id: string; readonly facts: unknown } };
  audit: { params: { readonly type?: string; readonly actorId?: string; readonly streamId?: string; readonly siteId?: string; readonly from?: string; readonly to?: string; readonly limit?: number; readonly offset?: number }; row: { readonly stream_id: string; readonly version: number; readonly site_id: string | null; readonly type: string; readonly actor_id: string; readonly recorded_at: string; readonly reason: string | null; readonly protocol_version: string; readonly payload: string | null } };
  bagLabel: { params: { readonly participantId?: string }; row: { readonly participant_id: string; readonly site_id: string; readonly screening_number: string; readonly identity_code: string | null; readonly bagCode: string; readonly labelCode: string; readonly svg: string; readonly page: string } };
  bagList: { params: { readonly participantId?: string; readonly limit?: number; readonly offset?: number }; row: { readonly participant_id: string; readonly site_id: string; readonly screening_number: string; readonly identity_code: string | null; readonly administration: string; readonly bag_code: string; readonly label_code: string | null; readonly donation_code: string | null; readonly volume_ml: number; readonly expires_at: string | null; readonly zone: string | null; readonly status: 'prepared' | 'released' | 'recalled' | 'setAside' | 'replaced' | 'infused' } };
  boardMeetings: { params: { readonly limit?: number; readonly offset?: number }; row: { readonly meeting: string; readonly is_opened: boolean; readonly recommendation: unknown | null } };
  calendar: { params: { readonly participantId: string; readonly limit?: number; readonly offset?: number }; row: { readonly participant_id: string; readonly site_id: string; readonly visit: string; readonly state: string; readonly target_day: string | null; readonly first_day: string | null; readonly last_day: string | null; readonly is_actual: boolean; readonly happened_on: string | null; readonly forms_missing: readonly (string)[]; readonly deferred: unknown } };
  calendars: { params: { readonly participantIds: string; readonly limit?: number; readonly offset?: number }; row: { readonly participant_id: string; readonly site_id: string; readonly visits: readonly ({ readonly visit: string; readonly state: string; readonly target_day: string | null; readonly first_day: string | null; readonly last_day: string | null; readonly is_actual: boolean; readonly happened_on: string | null; readonly forms_missing: readonly (string)[]; readonly deferred: unknown })[] } };
  chainOfIdentity: { params: { readonly participantId?: string; readonly limit?: number; readonly offset?: number }; row: { readonly participant_id: string; readonly site_id: string; readonly version: number; readonly type: string; readonly actor_id: string; readonly happened_at: string | null; readonly zone: string | null; readonly facts: unknown } };
  chainOfIdentityFull: { params: { readonly participantId?: string }; row: { readonly participant_id: string; readonly site_id: string; readonly screening_number: string; readonly identity_code: string | null; readonly recorded_at: string; readonly actor_id: string; readonly type: string; readonly facts: unknown } };
  codeBreakPreview: { params: { readonly participantId?: string }; row: { readonly participant_id: string; readonly site_id: string; readonly randomisation_number: string; readonly administrations: readonly ({ readonly id: string; readonly period: string | null })[]; readonly reveals_all_periods: boolean; readonly also_tells: boolean; readonly broken_before: boolean; readonly barred_roles: readonly (string)[]; readonly bars_you: boolean; readonly seen_by_roles: readonly (string)[] } };
  codingHistory: { params: { readonly participantId: string; readonly thing?: string }; row: { readonly participant_id: string; readonly site_id: string; readonly version: number; readonly thing: string; readonly coding: string; readonly verbatim: string; readonly dictionary_version: string; readonly code: string; readonly term: string; readonly method: string; readonly coded_by: string; readonly coded_at: string; readonly reason: string | null } };
  codingList: { params: { readonly participantId?: string; readonly siteId?: string; readonly coding?: string; readonly state?: 'uncoded' | 'coded' | 'outdated' }; row: { readonly participant_id: string; readonly site_id: string; readonly thing: string; readonly place: unknown; readonly coding: string; readonly verbatim: string; readonly state: 'uncoded' | 'coded' | 'outdated'; readonly dictionary_version: string | null; readonly code: string | null; readonly term: string | null; readonly path: unknown; readonly method: string | null; readonly coded_by: string | null; readonly coded_at: string | null; readonly suggestions: readonly ({ readonly code: string; readonly term: string; readonly similarity: number; readonly path: unknown })[] } };
  delegations: { params: { readonly limit?: number; readonly offset?: number }; row: { readonly delegation_id: string; readonly site_id: string; readonly delegate_id: string; readonly delegated_by: string; readonly tasks: readonly (string)[]; readonly valid_from: string; readonly valid_until: string | null; readonly is_accepted: boolean; readonly ended_on: string | null } };
  deviationHistory: { params: { readonly participantId: string }; row: { readonly participant_id: string; readonly site_id: string; readonly version: number; readonly actor_id: string; readonly recorded_at: string; readonly deviation_id: string; readonly action: 'recorded' | 'changed' | 'removed'; readonly changes: readonly ({ readonly fact: string; readonly from: unknown; readonly to: unknown })[]; readonly reason: string | null } };
  deviationLog: { params: { readonly participantId?: string; readonly siteId?: string; readonly category?: string; readonly importance?: 'minor' | 'important'; readonly status?: 'open' | 'closed'; readonly detectedBy?: 'person' | 'rule'; readonly from?: string; readonly to?: string; readonly limit?: number; readonly offset?: number }; row: { readonly participant_id: string; readonly site_id: string; readonly deviation_id: string; readonly status: string; readonly category: string; readonly importance: string; readonly occurred_on: unknown; readonly description: string; readonly detected_by: string; readonly rule: string | null; readonly assessment: string | null; readonly action: string | null } };
  deviations: { params: { readonly participantId?: string; readonly limit?: number; readonly offset?: number }; row: { readonly participant_id: string; readonly site_id: string; readonly deviation_id: string; readonly facts: unknown } };
  dictionaries: { params: Readonly<Record<string, never>>; row: { readonly dictionary: string; readonly version: string; readonly terms: number; readonly importedAt: string } };
  dictionaryTerms: { params: { readonly coding?: string; readonly words?: string }; row: { readonly code: string; readonly term: string; readonly similarity: number; readonly path: unknown } };
  dsmbTables: { params: Readonly<Record<string, never>>; row: { readonly meeting: string; readonly table: 'bySequence' | 'byTreatmentAtOnset' | 'stoppingRule'; readonly events: string; readonly name: string; readonly group: string; readonly participants: number; readonly with_event: number; readonly count: number | null; readonly is_reached: boolean | null } };
  emergency: { params: { readonly participantId?: string }; row: { readonly participant_id: string; readonly site_id: string; readonly number: string; readonly question: string; readonly advice: string | Readonly<Record<string, string>> | null; readonly break_reveals: readonly (string)[]; readonly possible_treatments: readonly ({ readonly id: string; readonly name: string | Readonly<Record<string, string>>; readonly description: string | Readonly<Record<string, string>> | null })[]; readonly contacts: readonly ({ readonly name: string | Readonly<Record<string, string>>; readonly phone: string; readonly hours: string | Readonly<Record<string, string>> | null })[]; readonly treatment_days: readonly ({ readonly administration: string; readonly startedAt: string | null })[]; readonly events: readonly ({ readonly id: string; readonly facts: unknown; readonly isSerious: boolean })[]; readonly medication: readonly ({ readonly visit: string; readonly form: string; readonly occurrence: number; readonly items: Readonly<Record<string, unknown>> })[]; readonly card: { readonly trial: string; readonly title: string | Readonly<Record<string, string>>; readonly sponsor: string | null; readonly number: string; readonly phones: readonly (string)[] } } };
  form: { params: { readonly participantId: string; readonly visit?: string; readonly form?: string; readonly limit?: number; readonly offset?: number }; row: { readonly participant_id: string; readonly site_id: string; readonly visit: string; readonly form: string; readonly occurrence: number; readonly happened_on: string; readonly version: number; readonly items: Readonly<Record<string, unknown>>; readonly rows: readonly (unknown)[] } };
  formEntries: { params: { readonly form?: string; readonly siteId?: string; readonly participantIds?: string; readonly limit?: number; readonly offset?: number }; row: { readonly participant_id: string; readonly site_id: string; readonly screening_number: string | null; readonly visit: string; readonly form: string; readonly occurrence: number; readonly happened_on: string; readonly version: number; readonly items: Readonly<Record<string, unknown>>; readonly rows: readonly (unknown)[] } };
  formStates: { params: { readonly participantId: string }; row: { readonly participant_id: string; readonly site_id: string; readonly visit: string; readonly form: string; readonly occurrence: number; readonly closed_by: 'participant' | 'locked' | 'frozen' | null; readonly signed: readonly (string)[]; readonly verification: 'done' | 'due' | null; readonly verified_at: string | null; readonly verified_by: string | null; readonly changed_at: string } };
  forms: { params: { readonly participantId?: string; readonly limit?: number; readonly offset?: number }; row: { readonly participant_id: string; readonly site_id: string; readonly visit: string; readonly form: string; readonly occurrence: number; readonly item: string; readonly value: unknown; readonly form_version: number | null } };
  labelJournal: { params: { readonly participantId?: string }; row: { readonly labelCode: string; readonly printedAt: string; readonly status: 'valid' | 'void'; readonly reason: string | null; readonly fate: string | null; readonly participant_id: string; readonly site_id: string; readonly screening_number: string; readonly identity_code: string | null; readonly bagCode: string } };
  laboratoryValues: { params: { readonly participantId: string }; row: { readonly participant_id: string; readonly site_id: string; readonly visit: string; readonly form: string; readonly occurrence: number; readonly row_id: string | null; readonly item: string; readonly analyte: string; readonly day: string | null; readonly value: number; readonly unit: string; readonly standard_value: number | null; readonly standard_unit: string | null; readonly flag: 'low' | 'normal' | 'high' | 'no range'; readonly range_id: string | null } };
  lineListing: { params: { readonly participantId?: string; readonly siteId?: string; readonly events?: 'all' | 'serious' | 'specialInterest'; readonly limit?: number; readonly offset?: number }; row: { readonly site_id: string; readonly participant: string; readonly participant_id: string; readonly adverse_event_id: string; readonly facts: unknown; readonly seriousness: unknown; readonly sponsor: unknown | null; readonly day_zero: string | null; readonly windows: unknown; readonly special_interests: unknown; readonly administrations: unknown } };
  logEntries: { params: { readonly participantId?: string; readonly form?: string; readonly open?: 'true' | 'false' }; row: { readonly participant_id: string; readonly site_id: string; readonly visit: string; readonly form: string; readonly occurrence: number; readonly happened_on: string; readonly version: number; readonly items: Readonly<Record<string, unknown>>; readonly rows: readonly (unknown)[]; readonly started: string | null; readonly ended: string | null; readonly is_open: boolean } };
  notifications: { params: { readonly unread?: string; readonly language?: 'en' | 'it' | 'de' | 'fr' | 'es' | 'tr' }; row: { readonly notice_id: string; readonly code: string; readonly is_urgent: boolean; readonly at: string; readonly site_id: string | null; readonly participant_id: string | null; readonly facts: Readonly<Record<string, string>>; readonly subject: string; readonly text: string; readonly read_at: string | null; readonly acknowledged_at: string | null } };
  openQuestions: { params: { readonly participantId?: string; readonly siteId?: string; readonly after?: string; readonly participants?: number }; row: { readonly participant_id: string; readonly site_id: string; readonly screening_number: string; readonly questions: readonly ({ readonly visit: string; readonly form: string; readonly occurrence: number; readonly items: readonly (string)[]; readonly row_id: string | null; readonly check: string; readonly severity: string; readonly question: string })[] } };
  openings: { params: { readonly participantId?: string; readonly limit?: number; readonly offset?: number }; row: { readonly kind: string; readonly participant_id: string | null; readonly site_id: string | null; readonly actor_id: string; readonly opened_at: string; readonly reason: string | null; readonly facts: unknown } };
  participantConsents: { params: { readonly participantId: string }; row: { readonly participant_id: string; readonly site_id: string; readonly version: number; readonly actor_id: string; readonly recorded_at: string; readonly consent: string; readonly consent_version: string; readonly given_on: string | null; readonly items: Readonly<Record<string, boolean>>; readonly is_latest: boolean } };
  participantEligibility: { params: { readonly participantId: string }; row: { readonly participant_id: string; readonly site_id: string; readonly version: number; readonly actor_id: string; readonly recorded_at: string; readonly protocol_version: string; readonly stage: string; readonly assessed_on: string | null; readonly eligible: boolean; readonly criteria: readonly ({ readonly id: string; readonly rule: string; readonly satisfied: boolean; readonly facts: Readonly<Record<string, unknown>> })[] } };
  participantGates: { params: { readonly participantId: string }; row: { readonly participant_id: string; readonly site_id: string; readonly version: number; readonly actor_id: string; readonly recorded_at: string; readonly step: 'harvested' | 'scheduled' | 'postponed' | 'overrideRequested' | 'permitted' | 'infused'; readonly administration: string | null; readonly happened_on: string | null; readonly gate: { readonly rule: string; readonly satisfied: boolean; readonly facts: Readonly<Record<string, unknown>> } | null; readonly requested_by: string | null; readonly confirmed_by: string | null; readonly why: string | null } };
  participantMilestones: { params: { readonly participantId: string }; row: { readonly participant_id: string; readonly site_id: string; readonly version: number; readonly actor_id: string; readonly recorded_at: string; readonly milestone: 'screened' | 'screenedAgain' | 'transferred' | 'productSecured' | 'randomised' | 'replaced' | 'withdrawn' | 'excluded'; readonly happened_on: string | null; readonly detail: string | null; readonly reason: string | null } };
  participants: { params: { readonly participantId?: string; readonly limit?: number; readonly offset?: number }; row: { readonly participant_id: string; readonly site_id: string; readonly screening_number: string; readonly screened_on: string | null; readonly status: string; readonly randomisation_number: string | null; readonly stratum: string | null; readonly corrected_stratum: string | null; readonly randomised_on: string | null; readonly product_secured: boolean; readonly withdrawn: readonly (string)[] } };
  people: { params: { readonly siteId?: string; readonly limit?: number; readonly offset?: number }; row: { readonly actor_id: string; readonly role: string; readonly role_name: string; readonly blinded: boolean; readonly site_id: string; readonly valid_from: string | null; readonly valid_until: string | null; readonly granted_at: string | null; readonly granted_by: string | null } };
  productBoard: { params: { readonly participantId?: string }; row: { readonly participant_id: string; readonly site_id: string; readonly screening_number: string; readonly identity_code: string | null; readonly lane: 'harvest' | 'expansion' | 'storage' | 'preparation' | 'release' | 'bedside' | 'done' | 'left'; readonly due_at: string | null; readonly minutes_left: number | null; readonly administration: string | null; readonly bag_code: string | null; readonly batches: readonly ({ readonly batchId: string; readonly step: string; readonly place: string | null; readonly status: 'inProcess' | 'released' | 'failed'; readonly fate: string | null })[]; readonly stored_cells: string } };
  productProgress: { params: { readonly participantId?: string; readonly limit?: number; readonly offset?: number }; row: { readonly participant_id: string; readonly site_id: string; readonly screening_number: string; readonly identity_code: string | null; readonly harvests: number; readonly is_secured: boolean; readonly schedule: unknown } };
  productReconciliation: { params: { readonly participantId?: string }; row: { readonly participant_id: string; readonly site_id: string; readonly screening_number: string; readonly identity_code: string | null; readonly bagCode: string; readonly administration: string; readonly treatment: string; readonly preparedVolumeMl: number | null; readonly infusedVolumeMl: number | null; readonly residualVolumeMl: number | null; readonly fate: string | null; readonly labels: readonly ({ readonly labelCode: string; readonly printedAt: string; readonly status: 'valid' | 'void'; readonly reason: string | null; readonly fate: string | null })[]; readonly findings: readonly (string)[] } };
  productStatus: { params: { readonly participantId?: string; readonly limit?: number; readonly offset?: number }; row: { readonly participant_id: string; readonly site_id: string; readonly administration: string; readonly bag_code: string; readonly volume_ml: number } };
  protocol: { params: { readonly siteId?: string; readonly version?: string }; row: { readonly protocol_version: string; readonly in_force_at: readonly (string)[]; readonly versions: readonly ({ readonly protocol_version: string; readonly in_force_at: readonly (string)[] })[]; readonly withheld: readonly (string)[]; readonly protocol: unknown } };
  queries: { params: { readonly participantId?: string; readonly siteId?: string; readonly status?: 'open' | 'answered' | 'closed' | 'unclosed'; readonly minimumAgeDays?: number; readonly mine?: 'true' | 'false'; readonly limit?: number; readonly offset?: number }; row: { readonly query_id: string; readonly participant_id: string; readonly site_id: string; readonly status: string; readonly place: unknown; readonly category: string; readonly check_id: string | null; readonly text: string; readonly assigned_to: string | null; readonly opened_by: string; readonly opened_at: string; readonly changed_at: string; readonly age_days: number } };
  queryHistory: { params: { readonly participantId?: string; readonly siteId?: string; readonly queryId?: string; readonly limit?: number; readonly offset?: number }; row: { readonly query_id: string; readonly participant_id: string; readonly site_id: string; readonly step: string; readonly actor_id: string; readonly by_check: boolean; readonly text: string | null; readonly recorded_at: string } };
  randomisationDashboard: { params: Readonly<Record<string, never>>; row: { readonly site_id: string | null; readonly stratum: string; readonly randomised: number; readonly automatic: number; readonly replacements: number; readonly months: Readonly<Record<string, number>>; readonly list_entries: number | null; readonly list_left: number | null; readonly caps: readonly ({ readonly cap: string; readonly limit: number })[] } };
  raters: { params: { readonly participantId?: string }; row: { readonly participant_id: string; readonly site_id: string; readonly barred: readonly (string)[]; readonly raters: readonly (string)[]; readonly others: readonly (string)[] } };
  reactionReports: { params: Readonly<Record<string, never>>; row: { readonly participant_id: string; readonly site_id: string; readonly adverse_event_id: string; readonly clock: string; readonly recipient: string | Readonly<Record<string, string>>; readonly part: 'initial' | 'followUp'; readonly due_at: string; readonly state: 'due' | 'overdue' | 'sent' | 'sentLate' | 'notReportable'; readonly decided_at: string | null; readonly receipt: string | null } };
  readingQueue: { params: { readonly readingId?: string }; row: { readonly reading_id: string; readonly reading: string; readonly form: string; readonly state: 'waiting' | 'repeatAsked' | 'sent' | 'closed'; readonly is_urgent: boolean; readonly tag: string; readonly sent_at: string | null; readonly items: Readonly<Record<string, unknown>> | null; readonly rows: readonly (unknown)[] | null } };
  reconsentDue: { params: { readonly siteId?: string }; row: { readonly participant_id: string; readonly site_id: string; readonly screening_number: string; readonly consent: string; readonly given_version: string | null; readonly given_on: string | null; readonly due_version: string } };
  recordVerifications: { params: { readonly limit?: number; readonly offset?: number }; row: { readonly verified_at: string; readonly events: number; readonly erased: number; readonly checkpoint_at: string | null; readonly is_sound: boolean; readonly findings: readonly ({ readonly code: string; readonly streamId: string | null; readonly version: number | null })[] } };
  referenceRanges: { params: { readonly siteId?: string; readonly analyte?: string; readonly limit?: number; readonly offset?: number }; row: { readonly range_id: string; readonly site_id: string; readonly analyte: string; readonly valid_from: string; readonly facts: unknown } };
  roadToLock: { params: { readonly participantId?: string; readonly siteId?: string }; row: { readonly participant_id: string; readonly site_id: string; readonly locked: boolean; readonly ready: boolean; readonly queries_open: number; readonly conditions: readonly ({ readonly condition: string; readonly demanded: boolean; readonly blocks: number; readonly places: readonly (string)[] })[] } };
  safetyClocks: { params: { readonly participantId?: string; readonly siteId?: string }; row: { readonly participant_id: string; readonly site_id: string; readonly adverse_event_id: string; readonly clock: string; readonly recipient: string | Readonly<Record<string, string>>; readonly part: 'initial' | 'followUp'; readonly starts_at: string; readonly due_at: string; readonly time_zone: string; readonly state: 'due' | 'overdue' | 'sent' | 'sentLate' | 'withPharmacovigilance' | 'acknowledged'; readonly is_provisional: boolean; readonly sent_at: string | null; readonly receipt: string | null } };
  safetyReconciliation: { params: Readonly<Record<string, never>>; row: { readonly match: 'same' | 'differs' | 'onlyInTrial' | 'onlyInListing'; readonly site_id: string | null; readonly participant_id: string | null; readonly adverse_event_id: string | null; readonly case_number: string | null; readonly term: string; readonly differences: readonly ({ readonly field: string; readonly trial: string; readonly listing: string })[] } };
  scanIds: { params: { readonly participantId?: string }; row: { readonly participant_id: string; readonly site_id: string; readonly visit: string; readonly form: string; readonly occurrence: number; readonly happened_on: string | null; readonly reading_id: string } };
  sealedOpenings: { params: Readonly<Record<string, never>>; row: { readonly kind: string; readonly participant_id: string | null; readonly actor_id: string; readonly opened_at: string; readonly reason: string | null; readonly facts: Readonly<Record<string, unknown>> } };
  sealedQueries: { params: Readonly<Record<string, never>>; row: { readonly participant_id: string; readonly site_id: string; readonly query_id: string; readonly step: string; readonly about: string; readonly text: string; readonly recorded_at: string } };
  seriousEvents: { params: { readonly participantId?: string; readonly siteId?: string; readonly limit?: number; readonly offset?: number }; row: { readonly kind: 'seriousEvent' | 'pregnancy'; readonly participant_id: string; readonly site_id: string; readonly participant: string | null; readonly id: string; readonly event: unknown | null; readonly facts: unknown } };
  signatures: { params: { readonly participantId?: string; readonly siteId?: string; readonly limit?: number; readonly offset?: number }; row: { readonly signature_id: string; readonly participant_id: string; readonly site_id: string; readonly meaning: string; readonly statement: string; readonly scope: string; readonly protocol_version: string; readonly signer: string; readonly signed_at: string; readonly forms: unknown; readonly hash: string | null; readonly holds: 'all' | 'some' | 'none'; readonly valid: boolean } };
  signingPack: { params: { readonly participantId?: string; readonly siteId?: string }; row: { readonly participant_id: string; readonly site_id: string; readonly scope: 'form' | 'participant'; readonly meaning: string; readonly statement: string; readonly visit: string | null; readonly form: string | null; readonly occurrence: number | null; readonly hash: string; readonly changed_at: string | null; readonly signed_before_at: string | null; readonly changed_items: readonly (string)[] } };
  sites: { params: Readonly<Record<string, never>>; row: { readonly site_id: string; readonly name: string | Readonly<Record<string, string>>; readonly national_trial: string | null; readonly status: 'notActive' | 'active' | 'closed' | 'removed'; readonly is_suspended: boolean; readonly approvals: readonly ({ readonly approval: string; readonly reference: string | null; readonly granted_on: string; readonly valid_until: string | null; readonly withdrawn_on: string | null })[]; readonly needed: readonly ({ readonly id: string; readonly name: string | Readonly<Record<string, string>> })[]; readonly missing: readonly (string)[] } };
  status: { params: { readonly limit?: number; readonly offset?: number }; row: { readonly protocol_id: string; readonly acronym: string; readonly protocol_version: string; readonly mode: string; readonly status: string; readonly synthetic: boolean; readonly allocation_committed_at: string | null; readonly went_live_at: string | null; readonly plan_committed_at: string | null } };
  stoppingRules: { params: Readonly<Record<string, never>>; row: { readonly rule: string; readonly name: string | Readonly<Record<string, string>>; readonly participants: number; readonly with_event: number; readonly bound: number | null; readonly limit: number; readonly is_reached: boolean } };
  trainings: { params: { readonly limit?: number; readonly offset?: number }; row: { readonly training_id: string; readonly site_id: string | null; readonly actor_id: string; readonly training: string; readonly trained_on: string; readonly valid_until: string | null } };
  treatmentGuesses: { params: { readonly participantId: string; readonly limit?: number; readonly offset?: number }; row: { readonly participant_id: string; readonly site_id: string; readonly visit: string; readonly guessed_by: 'participant' | 'rater' | 'investigator'; readonly recorded_at: string } };
  trialEnd: { params: { readonly limit?: number; readonly offset?: number }; row: { readonly version: number; readonly national_trial: string | null; readonly type: 'TrialEndRecorded' | 'TrialEndNotified'; readonly milestone: 'lastVisit' | 'end' | 'halt' | 'restart' | 'summary'; readonly happened_on: string; readonly premature_why: string | null; readonly told_to: string | null; readonly reference: string | null; readonly due_on: string | null; readonly is_replaced: boolean; readonly reason: string | null; readonly recorded_at: string; readonly actor_id: string } };
  valueHistory: { params: { readonly participantId: string; readonly visit?: string; readonly form?: string; readonly occurrence?: number; readonly item?: string }; row: { readonly version: number; readonly visit: string; readonly form: string; readonly occurrence: number; readonly row_id: string | null; readonly item: string; readonly action: 'recorded' | 'corrected' | 'row removed' | 'taken back' | 'moved here'; readonly from: unknown; readonly to: unknown; readonly actor_id: string; readonly recorded_at: string; readonly reason: string | null } };
  verification: { params: { readonly participantId?: string; readonly siteId?: string; readonly limit?: number; readonly offset?: number }; row: { readonly participant_id: string; readonly site_id: string; readonly visit: string; readonly form: string; readonly occurrence: number; readonly version: number; readonly changed_at: string; readonly critical: readonly (string)[]; readonly sampled: readonly (string)[]; readonly site_percent: number } };
  versions: { params: { readonly participantId?: string; readonly limit?: number; readonly offset?: number }; row: { readonly participant_id: string; readonly site_id: string; readonly thing: string; readonly version: number; readonly changed_by: string; readonly changed_at: string } };
  visitPack: { params: { readonly siteId: string; readonly since?: string }; row: { readonly kind: 'form' | 'query' | 'actionItem'; readonly participant_id: string | null; readonly place: unknown; readonly changed_at: string | null; readonly version: number | null; readonly critical: readonly (string)[]; readonly sampled: readonly (string)[]; readonly queries: number; readonly text: string | null; readonly since: string | null; readonly risk: number } };
  worklist: { params: { readonly siteId?: string; readonly until?: string; readonly limit?: number; readonly offset?: number }; row: { readonly participant_id: string; readonly site_id: string; readonly screening_number: string; readonly randomisation_number: string | null; readonly visit: string; readonly state: string; readonly target_day: string | null; readonly first_day: string | null; readonly last_day: string | null; readonly is_actual: boolean; readonly deferred: unknown; readonly incomplete: number } };
}

/** Parameters, body and answer of each other address. */
export interface Routes {
  'GET /api/accounts': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly accounts: readonly ({ readonly accountId: string; readonly actorId: string; readonly email: string; readonly name: string; readonly state: 'invited' | 'active' | 'disabled' | 'expired'; readonly isLocked: boolean; readonly isAdministrator: boolean; readonly mayCreateTrials: boolean; readonly isDemonstration: boolean; readonly hasSecondFactor: boolean; readonly passkeys: number; readonly expiresAt: string | null; readonly createdAt: string })[] } };
  'POST /api/accounts': { params: Readonly<Record<string, never>>; body: { readonly email: string; readonly name: string; readonly locale?: string; readonly isAdministrator?: boolean; readonly mayCreateTrials?: boolean; readonly expiresAt?: string | null }; answer: { readonly accountId: string; readonly actorId: string } };
  'POST /api/accounts/{id}': { params: Readonly<Record<string, never>>; body: { readonly isDisabled?: boolean; readonly expiresAt?: string | null; readonly isAdministrator?: boolean; readonly mayCreateTrials?: boolean }; answer: undefined };
  'POST /api/accounts/{id}/invitation': { params: Readonly<Record<string, never>>; body: undefined; answer: undefined };
  'POST /api/accounts/{id}/second-factor-reset': { params: Readonly<Record<string, never>>; body: undefined; answer: undefined };
  'DELETE /api/accounts/{id}/sessions': { params: Readonly<Record<string, never>>; body: undefined; answer: undefined };
  'POST /api/accounts/{id}/unlocking': { params: Readonly<Record<string, never>>; body: undefined; answer: undefined };
  'POST /api/collected-answers': { params: Readonly<Record<string, never>>; body: { readonly collectionCode: string; readonly randomisationNumber: string; readonly collectedBy: string }; answer: { readonly sequence: string; readonly treatments: readonly ({ readonly id: string; readonly when: string | Readonly<Record<string, string>>; readonly treatment: string | Readonly<Record<string, string>> })[] } };
  'POST /api/confirmations': { params: Readonly<Record<string, never>>; body: { readonly for: { readonly trialId: string; readonly command: string; readonly commandId: string }; readonly proof: { readonly password: string; readonly code?: string } | { readonly passkey: { readonly challengeId: string; readonly response: { readonly id: string; readonly rawId: string; readonly type: 'public-key'; readonly authenticatorAttachment?: 'cross-platform' | 'platform'; readonly clientExtensionResults: Readonly<Record<string, unknown>>; readonly response: { readonly clientDataJSON: string; readonly authenticatorData: string; readonly signature: string; readonly userHandle?: string } } } } | { readonly freshSignIn: true } }; answer: { readonly token: string; readonly expiresAt: string } };
  'POST /api/confirmations/passkey-question': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly challengeId: string; readonly options: Readonly<Record<string, unknown>> } };
  'GET /api/demonstration': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly accounts: readonly ({ readonly email: string; readonly password: string; readonly name: string; readonly role: string; readonly roleName: string; readonly trialId: string })[] } };
  'POST /api/design/power': { params: Readonly<Record<string, never>>; body: { readonly protocol?: string; readonly trialId?: string; readonly participants?: number }; answer: { readonly protocolId: string; readonly protocolVersion: string; readonly power: readonly (Readonly<Record<string, unknown>>)[] } };
  'POST /api/design/randomisation-assessment': { params: Readonly<Record<string, never>>; body: { readonly protocol?: string; readonly trialId?: string; readonly participants?: number; readonly seed?: number; readonly compare?: readonly (string)[]; readonly strata?: number; readonly runs?: number }; answer: { readonly protocolId: string; readonly protocolVersion: string; readonly seed: number; readonly designs: readonly ({ readonly name: string; readonly assessment: Readonly<Record<string, unknown>> })[]; readonly figure: string } };
  'POST /api/design/simulate': { params: Readonly<Record<string, never>>; body: { readonly protocol?: string; readonly trialId?: string; readonly participants?: number; readonly seed?: number; readonly trials: number; readonly only?: readonly (string)[] }; answer: undefined };
  'POST /api/email-changes': { params: Readonly<Record<string, never>>; body: { readonly token: string }; answer: undefined };
  'GET /api/figures/{figure}': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly words: readonly (string)[]; readonly datasets: Readonly<Record<string, Readonly<Record<string, string>>>>; readonly spec: Readonly<Record<string, unknown>> } };
  'POST /api/first-administrator': { params: Readonly<Record<string, never>>; body: { readonly token: string; readonly email: string; readonly name: string; readonly password: string }; answer: undefined };
  'POST /api/invitations': { params: Readonly<Record<string, never>>; body: { readonly token: string; readonly password: string; readonly name?: string }; answer: undefined };
  'GET /api/me': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly accountId: string; readonly actorId: string; readonly email: string; readonly name: string; readonly locale: string; readonly isAdministrator: boolean; readonly mayCreateTrials: boolean; readonly isDemonstration: boolean; readonly expiresAt: string | null; readonly hasPassword: boolean; readonly hasSecondFactor: boolean; readonly passkeys: number; readonly session: { readonly sessionId: string; readonly hasSecondFactor: boolean; readonly idleMinutes: number } | null; readonly trials: readonly ({ readonly trialId: string; readonly acronym: string; readonly mode: string; readonly status: string; readonly roles: readonly ({ readonly role: string; readonly siteId: string; readonly blinded: boolean; readonly rights: readonly (string)[] })[] })[] } };
  'POST /api/me': { params: Readonly<Record<string, never>>; body: { readonly name?: string; readonly locale?: string }; answer: undefined };
  'POST /api/me/draft-keys': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly draftKeyId: string; readonly key: string } };
  'GET /api/me/draft-keys/{id}': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly draftKeyId: string; readonly key: string } };
  'DELETE /api/me/draft-keys/{id}': { params: Readonly<Record<string, never>>; body: undefined; answer: undefined };
  'POST /api/me/email': { params: Readonly<Record<string, never>>; body: { readonly email: string; readonly proof: { readonly password: string; readonly code?: string } | { readonly passkey: { readonly challengeId: string; readonly response: { readonly id: string; readonly rawId: string; readonly type: 'public-key'; readonly authenticatorAttachment?: 'cross-platform' | 'platform'; readonly clientExtensionResults: Readonly<Record<string, unknown>>; readonly response: { readonly clientDataJSON: string; readonly authenticatorData: string; readonly signature: string; readonly userHandle?: string } } } } | { readonly freshSignIn: true } }; answer: undefined };
  'GET /api/me/passkeys': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly passkeys: readonly ({ readonly passkeyId: string; readonly name: string; readonly createdAt: string; readonly lastUsedAt: string | null })[] } };
  'POST /api/me/passkeys': { params: Readonly<Record<string, never>>; body: { readonly challengeId: string; readonly name: string; readonly response: { readonly id: string; readonly rawId: string; readonly type: 'public-key'; readonly authenticatorAttachment?: 'cross-platform' | 'platform'; readonly clientExtensionResults: Readonly<Record<string, unknown>>; readonly response: { readonly clientDataJSON: string; readonly attestationObject: string; readonly transports?: readonly (string)[]; readonly authenticatorData?: string; readonly publicKey?: string; readonly publicKeyAlgorithm?: number } } }; answer: undefined };
  'POST /api/me/passkeys/question': { params: Readonly<Record<string, never>>; body: { readonly proof: { readonly password: string; readonly code?: string } | { readonly passkey: { readonly challengeId: string; readonly response: { readonly id: string; readonly rawId: string; readonly type: 'public-key'; readonly authenticatorAttachment?: 'cross-platform' | 'platform'; readonly clientExtensionResults: Readonly<Record<string, unknown>>; readonly response: { readonly clientDataJSON: string; readonly authenticatorData: string; readonly signature: string; readonly userHandle?: string } } } } | { readonly freshSignIn: true } }; answer: { readonly challengeId: string; readonly options: Readonly<Record<string, unknown>> } };
  'POST /api/me/passkeys/{id}/removal': { params: Readonly<Record<string, never>>; body: { readonly proof: { readonly password: string; readonly code?: string } | { readonly passkey: { readonly challengeId: string; readonly response: { readonly id: string; readonly rawId: string; readonly type: 'public-key'; readonly authenticatorAttachment?: 'cross-platform' | 'platform'; readonly clientExtensionResults: Readonly<Record<string, unknown>>; readonly response: { readonly clientDataJSON: string; readonly authenticatorData: string; readonly signature: string; readonly userHandle?: string } } } } | { readonly freshSignIn: true } }; answer: undefined };
  'POST /api/me/password': { params: Readonly<Record<string, never>>; body: { readonly currentPassword: string; readonly newPassword: string; readonly code?: string }; answer: undefined };
  'POST /api/me/second-factor': { params: Readonly<Record<string, never>>; body: { readonly password?: string }; answer: { readonly uri: string; readonly backupCodes: readonly (string)[] } };
  'POST /api/me/second-factor/backup-codes': { params: Readonly<Record<string, never>>; body: { readonly password: string; readonly code: string }; answer: { readonly backupCodes: readonly (string)[] } };
  'POST /api/me/second-factor/check': { params: Readonly<Record<string, never>>; body: { readonly code: string }; answer: undefined };
  'POST /api/me/second-factor/removal': { params: Readonly<Record<string, never>>; body: { readonly password: string; readonly code: string }; answer: undefined };
  'GET /api/me/sessions': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly sessions: readonly ({ readonly sessionId: string; readonly isThis: boolean; readonly startedAt: string; readonly lastSeenAt: string; readonly endsAt: string; readonly browser: string | null; readonly method: string; readonly hasSecondFactor: boolean })[] } };
  'DELETE /api/me/sessions': { params: Readonly<Record<string, never>>; body: undefined; answer: undefined };
  'DELETE /api/me/sessions/{id}': { params: Readonly<Record<string, never>>; body: undefined; answer: undefined };
  'GET /api/me/tokens': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly tokens: readonly ({ readonly apiTokenId: string; readonly name: string; readonly scopes: readonly (string)[]; readonly createdAt: string; readonly expiresAt: string; readonly lastUsedAt: string | null; readonly revokedAt: string | null })[] } };
  'POST /api/me/tokens': { params: Readonly<Record<string, never>>; body: { readonly name: string; readonly scopes: readonly (string)[]; readonly days: number; readonly proof: { readonly password: string; readonly code?: string } | { readonly passkey: { readonly challengeId: string; readonly response: { readonly id: string; readonly rawId: string; readonly type: 'public-key'; readonly authenticatorAttachment?: 'cross-platform' | 'platform'; readonly clientExtensionResults: Readonly<Record<string, unknown>>; readonly response: { readonly clientDataJSON: string; readonly authenticatorData: string; readonly signature: string; readonly userHandle?: string } } } } | { readonly freshSignIn: true } }; answer: { readonly apiTokenId: string; readonly token: string; readonly expiresAt: string } };
  'DELETE /api/me/tokens/{id}': { params: Readonly<Record<string, never>>; body: undefined; answer: undefined };
  'GET /api/notification-preference': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly digest: 'each' | 'daily' } };
  'PUT /api/notification-preference': { params: Readonly<Record<string, never>>; body: { readonly digest: 'each' | 'daily' }; answer: undefined };
  'POST /api/password-resets': { params: Readonly<Record<string, never>>; body: { readonly token: string; readonly password: string }; answer: undefined };
  'POST /api/password-resets/requests': { params: Readonly<Record<string, never>>; body: { readonly email: string }; answer: undefined };
  'POST /api/people/search': { params: Readonly<Record<string, never>>; body: { readonly email: string }; answer: { readonly actorId: string; readonly name: string } };
  'GET /api/problems/{code}': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly code: string; readonly status: number; readonly rule: string } };
  'POST /api/protocol/check': { params: Readonly<Record<string, never>>; body: { readonly source: string }; answer: { readonly isValid: boolean; readonly issues: readonly ({ readonly code: string; readonly severity: 'error' | 'warning'; readonly message: string; readonly allowed?: string; readonly told?: { readonly message?: { readonly pattern: string; readonly facts: readonly (unknown)[] }; readonly allowed?: { readonly pattern: string; readonly facts: readonly (unknown)[] } }; readonly line?: number; readonly column?: number })[] } };
  'GET /api/protocol/examples': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly examples: readonly ({ readonly id: string; readonly acronym: string; readonly title: string | Readonly<Record<string, string>> })[] } };
  'GET /api/protocol/examples/{example}': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly source: string } };
  'GET /api/protocol/schema': { params: Readonly<Record<string, never>>; body: undefined; answer: unknown };
  'GET /api/security-log': { params: { readonly accountId?: string; readonly type?: 'signedIn' | 'signInFailed' | 'locked' | 'unlocked' | 'signedOut' | 'sessionEnded' | 'sessionsEnded' | 'invited' | 'accepted' | 'firstAdministrator' | 'passwordChanged' | 'passwordReset' | 'resetRequested' | 'emailChangeRequested' | 'emailChanged' | 'profileChanged' | 'secondFactorAdded' | 'secondFactorRemoved' | 'secondFactorReset' | 'backupCodeUsed' | 'backupCodesMade' | 'passkeyAdded' | 'passkeyRemoved' | 'confirmed' | 'confirmationFailed' | 'tokenMade' | 'tokenRevoked' | 'disabled' | 'enabled' | 'expiryChanged' | 'administratorChanged' | 'mayCreateTrialsChanged' | 'logExported'; readonly from?: string; readonly to?: string; readonly before?: string; readonly limit?: number }; body: undefined; answer: { readonly rows: readonly ({ readonly position: string; readonly at: string; readonly type: 'signedIn' | 'signInFailed' | 'locked' | 'unlocked' | 'signedOut' | 'sessionEnded' | 'sessionsEnded' | 'invited' | 'accepted' | 'firstAdministrator' | 'passwordChanged' | 'passwordReset' | 'resetRequested' | 'emailChangeRequested' | 'emailChanged' | 'profileChanged' | 'secondFactorAdded' | 'secondFactorRemoved' | 'secondFactorReset' | 'backupCodeUsed' | 'backupCodesMade' | 'passkeyAdded' | 'passkeyRemoved' | 'confirmed' | 'confirmationFailed' | 'tokenMade' | 'tokenRevoked' | 'disabled' | 'enabled' | 'expiryChanged' | 'administratorChanged' | 'mayCreateTrialsChanged' | 'logExported'; readonly accountId: string | null; readonly byAccountId: string | null; readonly address: string | null; readonly facts: Readonly<Record<string, string | number | boolean>> })[] } };
  'GET /api/security-log.csv': { params: Readonly<Record<string, never>>; body: undefined; answer: undefined };
  'GET /api/session': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly me: { readonly accountId: string; readonly actorId: string; readonly email: string; readonly name: string; readonly locale: string; readonly isAdministrator: boolean; readonly mayCreateTrials: boolean; readonly isDemonstration: boolean; readonly expiresAt: string | null; readonly hasPassword: boolean; readonly hasSecondFactor: boolean; readonly passkeys: number; readonly session: { readonly sessionId: string; readonly hasSecondFactor: boolean; readonly idleMinutes: number } | null; readonly trials: readonly ({ readonly trialId: string; readonly acronym: string; readonly mode: string; readonly status: string; readonly roles: readonly ({ readonly role: string; readonly siteId: string; readonly blinded: boolean; readonly rights: readonly (string)[] })[] })[] } | null; readonly signIn: { readonly providers: readonly ({ readonly id: string; readonly name: string })[]; readonly idleMinutes: number; readonly sessionHours: number }; readonly demonstration: { readonly accounts: readonly ({ readonly email: string; readonly password: string; readonly name: string; readonly role: string; readonly roleName: string; readonly trialId: string })[] } | null } };
  'GET /api/sign-in': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly providers: readonly ({ readonly id: string; readonly name: string })[]; readonly idleMinutes: number; readonly sessionHours: number } };
  'POST /api/sign-in': { params: Readonly<Record<string, never>>; body: { readonly email: string; readonly password: string; readonly code?: string }; answer: undefined };
  'POST /api/sign-in/passkey': { params: Readonly<Record<string, never>>; body: { readonly challengeId: string; readonly response: { readonly id: string; readonly rawId: string; readonly type: 'public-key'; readonly authenticatorAttachment?: 'cross-platform' | 'platform'; readonly clientExtensionResults: Readonly<Record<string, unknown>>; readonly response: { readonly clientDataJSON: string; readonly authenticatorData: string; readonly signature: string; readonly userHandle?: string } } }; answer: undefined };
  'POST /api/sign-in/passkey/question': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly challengeId: string; readonly options: Readonly<Record<string, unknown>> } };
  'POST /api/sign-in/single-sign-on': { params: Readonly<Record<string, never>>; body: { readonly provider: string; readonly returnTo?: string; readonly isFresh?: boolean }; answer: { readonly url: string } };
  'POST /api/sign-out': { params: Readonly<Record<string, never>>; body: undefined; answer: undefined };
  'POST /api/trials': { params: Readonly<Record<string, never>>; body: { readonly protocolSource: string; readonly mode: 'rehearsal' | 'live' | 'imported'; readonly synthetic: boolean; readonly origin: { readonly scenario?: string; readonly seed?: number; readonly participants?: number; readonly dataDigest?: string; readonly source?: string } }; answer: { readonly outcome: Readonly<Record<string, string | number | boolean>>; readonly repeated: boolean; readonly version?: number; readonly answer?: { readonly sequence: string } | { readonly collectionCode: string; readonly expiresAt: string }; readonly trialId: string } };
  'GET /api/trials': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly rows: readonly ({ readonly trialId: string; readonly protocolId: string; readonly acronym: string; readonly protocolVersion: string; readonly mode: string; readonly status: string; readonly synthetic: boolean; readonly roles: readonly ({ readonly role: string; readonly siteId: string; readonly blinded: boolean; readonly rights: readonly (string)[] })[] })[] } };
  'GET /api/trials/{id}/names': { params: { readonly actorIds?: string }; body: undefined; answer: { readonly people: readonly ({ readonly actorId: string; readonly name: string })[]; readonly unnamed: readonly ({ readonly actorId: string; readonly role: string | null })[] } };
  'POST /api/trials/{trial}/analyses': { params: Readonly<Record<string, never>>; body: { readonly arms: 'dummy' | 'actual'; readonly cut?: string }; answer: undefined };
  'GET /api/trials/{trial}/analyses/{analysisId}': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly analysisId: string; readonly arms: 'dummy' | 'actual'; readonly cut: string | null; readonly state: 'running' | 'done' | 'failed' | 'cancelled'; readonly requestedBy: string; readonly requestedAt: string; readonly endedAt: string | null; readonly protocolVersion: string | null; readonly softwareVersion: string; readonly snapshotHash: string | null; readonly events: number | null; readonly reportSha256: string | null; readonly jsonSha256: string | null; readonly problem: string | null; readonly looks: readonly ({ readonly actorId: string; readonly file: string; readonly at: string })[] } };
  'DELETE /api/trials/{trial}/analyses/{analysisId}': { params: Readonly<Record<string, never>>; body: undefined; answer: undefined };
  'GET /api/trials/{trial}/analyses/{analysisId}/figures': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly rows: readonly ({ readonly id: string; readonly number: number; readonly caption: string; readonly svg: string })[] } };
  'GET /api/trials/{trial}/analyses/{analysisId}/report.html': { params: Readonly<Record<string, never>>; body: undefined; answer: undefined };
  'GET /api/trials/{trial}/analyses/{analysisId}/report.json': { params: Readonly<Record<string, never>>; body: undefined; answer: string };
  'POST /api/trials/{trial}/attachments': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly outcome: Readonly<Record<string, string | number | boolean>>; readonly repeated: boolean; readonly version?: number; readonly answer?: { readonly sequence: string } | { readonly collectionCode: string; readonly expiresAt: string } } };
  'GET /api/trials/{trial}/attachments/{attachmentId}': { params: Readonly<Record<string, never>>; body: undefined; answer: undefined };
  'POST /api/trials/{trial}/dictionaries': { params: Readonly<Record<string, never>>; body: { readonly dictionary: string; readonly version: string; readonly files: readonly ({ readonly name: string; readonly content: string })[] }; answer: { readonly dictionary: string; readonly version: string; readonly terms: number; readonly repeated: boolean } };
  'GET /api/trials/{trial}/events': { params: { readonly lastEventId?: string }; body: undefined; answer: undefined };
  'POST /api/trials/{trial}/exports/analysis': { params: Readonly<Record<string, never>>; body: { readonly arms: 'dummy' | 'actual'; readonly cut?: string }; answer: undefined };
  'POST /api/trials/{trial}/exports/data': { params: Readonly<Record<string, never>>; body: { readonly format: 'csv' | 'json'; readonly forms?: readonly (string)[]; readonly deidentified: boolean; readonly byteOrderMark?: boolean }; answer: undefined };
  'GET /api/trials/{trial}/exports/randomisation': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly format: 'equipoise-randomisation-1'; readonly trialId: string; readonly acronym: string; readonly protocolVersion: string; readonly scheme: 'equipoise-allocation-1'; readonly commitment: string; readonly design: { readonly method: 'simple'; readonly ratio: readonly (number)[]; readonly sequences: readonly (string)[]; readonly strata: readonly (string)[] } | { readonly method: 'permutedBlocks'; readonly ratio: readonly (number)[]; readonly blockSizes: readonly (number)[]; readonly sequences: readonly (string)[]; readonly strata: readonly (string)[] } | { readonly method: 'biasedCoin'; readonly ratio: readonly (number)[]; readonly probability: number; readonly sequences: readonly (string)[]; readonly strata: readonly (string)[] } | { readonly method: 'bigStick'; readonly ratio: readonly (number)[]; readonly maximumImbalance: number; readonly sequences: readonly (string)[]; readonly strata: readonly (string)[] } | { readonly method: 'biasedCoinWithTolerance'; readonly ratio: readonly (number)[]; readonly probability: number; readonly maximumImbalance: number; readonly sequences: readonly (string)[]; readonly strata: readonly (string)[] } | { readonly method: 'maximalProcedure'; readonly ratio: readonly (number)[]; readonly maximumImbalance: number; readonly length: number; readonly sequences: readonly (string)[]; readonly strata: readonly (string)[] } | { readonly method: 'urn'; readonly ratio: readonly (number)[]; readonly initialBalls: number; readonly addedBalls: number; readonly sequences: readonly (string)[]; readonly strata: readonly (string)[] } | { readonly method: 'minimisation'; readonly ratio: readonly (number)[]; readonly factors: readonly ({ readonly id: string; readonly weight: number })[]; readonly measure: 'range' | 'variance' | 'standardDeviation'; readonly probability: number; readonly sequences: readonly (string)[]; readonly strata: readonly (string)[] } | { readonly method: 'uploadedList'; readonly ratio?: readonly (number)[]; readonly sequences: readonly (string)[]; readonly strata: readonly (string)[] }; readonly revealed: { readonly kind: 'seed'; readonly seedHex: string; readonly saltHex: string } | { readonly kind: 'list'; readonly saltHex: string; readonly entries: Readonly<Record<string, readonly (number)[]>> }; readonly appended?: readonly ({ readonly commitment: string; readonly revealed: { readonly kind: 'seed'; readonly seedHex: string; readonly saltHex: string } | { readonly kind: 'list'; readonly saltHex: string; readonly entries: Readonly<Record<string, readonly (number)[]>> } })[]; readonly claims: readonly ({ readonly stratum: string; readonly index: number; readonly levels?: Readonly<Record<string, number | string | boolean>> })[]; readonly participants: readonly ({ readonly randomisationNumber: string; readonly siteId: string; readonly stratum: string; readonly index: number; readonly sequence: string; readonly opened?: string; readonly replaces?: string; readonly correctedStratum?: string })[] } };
  'POST /api/trials/{trial}/exports/record': { params: Readonly<Record<string, never>>; body: { readonly format: 'csv' | 'json'; readonly ofType?: string; readonly ofActor?: string; readonly ofParticipant?: string; readonly ofSite?: string; readonly from?: string; readonly to?: string; readonly byteOrderMark?: boolean }; answer: undefined };
  'POST /api/trials/{trial}/exports/site': { params: Readonly<Record<string, never>>; body: { readonly siteId: string }; answer: undefined };
  'GET /api/trials/{trial}/identifier-access': { params: { readonly participant?: string; readonly number?: string; readonly by?: string; readonly from?: string; readonly to?: string; readonly before?: number; readonly limit?: number }; body: undefined; answer: { readonly rows: readonly ({ readonly position: number; readonly participantId: string | null; readonly screeningNumber: string | null; readonly siteId: string; readonly actorId: string; readonly at: string; readonly deed: 'kept' | 'erased' | 'seen' | 'searched' | 'found'; readonly fields: readonly (string)[]; readonly why: string | null })[]; readonly people: readonly (string)[] } };
  'POST /api/trials/{trial}/identifier-searches': { params: Readonly<Record<string, never>>; body: { readonly text: string; readonly purpose: 'visit' | 'contact' | 'safety' | 'verification' | 'request' | 'correction' }; answer: { readonly found: readonly ({ readonly participantId: string; readonly siteId: string; readonly identifiers: { readonly name?: { readonly given: string; readonly family: string }; readonly initials?: string; readonly hospitalNumber?: string } })[]; readonly isWhole: boolean } };
  'POST /api/trials/{trial}/identifiers/names': { params: Readonly<Record<string, never>>; body: { readonly participantIds: readonly (string)[]; readonly purpose: 'visit' | 'contact' | 'safety' | 'verification' | 'request' | 'correction' }; answer: { readonly rows: readonly ({ readonly participantId: string; readonly siteId: string; readonly identifiers: { readonly name?: { readonly given: string; readonly family: string }; readonly initials?: string; readonly hospitalNumber?: string } })[] } };
  'POST /api/trials/{trial}/import': { params: Readonly<Record<string, never>>; body: { readonly form: string; readonly fileName: string; readonly content: string; readonly digest: string; readonly reason: string }; answer: { readonly rows: number; readonly forms?: number; readonly values?: number; readonly repeated: boolean } };
  'POST /api/trials/{trial}/import/preview': { params: Readonly<Record<string, never>>; body: { readonly form: string; readonly fileName: string; readonly content: string }; answer: { readonly digest?: string; readonly sha256: string; readonly rows: number; readonly unchanged: number; readonly changes: readonly ({ readonly line: number; readonly participantId: string; readonly screeningNumber: string; readonly siteId: string; readonly visit: string; readonly occurrence: number; readonly item: string; readonly from: unknown; readonly to: unknown })[]; readonly problems: readonly ({ readonly line: number; readonly column?: string; readonly code: string; readonly message: string; readonly facts?: Readonly<Record<string, string | number | boolean | readonly (string)[]>> })[] } };
  'POST /api/trials/{trial}/notifications/marks': { params: Readonly<Record<string, never>>; body: { readonly noticeIds: readonly (string)[]; readonly as: 'read' | 'acknowledged' }; answer: { readonly marked: number } };
  'PUT /api/trials/{trial}/participants/{participant}/identifiers': { params: Readonly<Record<string, never>>; body: { readonly identifiers: { readonly name?: { readonly given: string; readonly family: string }; readonly initials?: string; readonly dateOfBirth?: string; readonly hospitalNumber?: string; readonly contact?: { readonly telephone?: string; readonly email?: string; readonly address?: string; readonly other?: string } }; readonly reason?: string }; answer: { readonly outcome: Readonly<Record<string, string | number | boolean>>; readonly repeated: boolean; readonly version?: number; readonly answer?: { readonly sequence: string } | { readonly collectionCode: string; readonly expiresAt: string } } };
  'GET /api/trials/{trial}/participants/{participant}/identifiers': { params: { readonly purpose: 'visit' | 'contact' | 'safety' | 'verification' | 'request' | 'correction' }; body: undefined; answer: { readonly keptAt: string; readonly identifiers: { readonly name?: { readonly given: string; readonly family: string }; readonly initials?: string; readonly dateOfBirth?: string; readonly hospitalNumber?: string; readonly contact?: { readonly telephone?: string; readonly email?: string; readonly address?: string; readonly other?: string } } } };
  'DELETE /api/trials/{trial}/participants/{participant}/identifiers': { params: Readonly<Record<string, never>>; body: { readonly reason: string }; answer: { readonly outcome: Readonly<Record<string, string | number | boolean>>; readonly repeated: boolean; readonly version?: number; readonly answer?: { readonly sequence: string } | { readonly collectionCode: string; readonly expiresAt: string } } };
  'POST /api/trials/{trial}/readings/{reading}/correctValue': { params: Readonly<Record<string, never>>; body: { readonly items: Readonly<Record<string, number | string | boolean | { readonly missing: 'notDone' | 'unknown' | 'notApplicable' | 'refused' | 'unreadable' | 'notInSource' }>>; readonly rows?: readonly ({ readonly rowId: string; readonly items: Readonly<Record<string, number | string | boolean | { readonly missing: 'notDone' | 'unknown' | 'notApplicable' | 'refused' | 'unreadable' | 'notInSource' }>> })[]; readonly removeRows?: readonly (string)[]; readonly reason: string; readonly tag: string }; answer: { readonly readingId: string; readonly tag?: string; readonly repeated: boolean } };
  'POST /api/trials/{trial}/readings/{reading}/recordForm': { params: Readonly<Record<string, never>>; body: { readonly items: Readonly<Record<string, number | string | boolean | { readonly missing: 'notDone' | 'unknown' | 'notApplicable' | 'refused' | 'unreadable' | 'notInSource' }>>; readonly rows?: readonly ({ readonly rowId: string; readonly group: string; readonly items: Readonly<Record<string, number | string | boolean | { readonly missing: 'notDone' | 'unknown' | 'notApplicable' | 'refused' | 'unreadable' | 'notInSource' }>> })[]; readonly tag: string }; answer: { readonly readingId: string; readonly tag?: string; readonly repeated: boolean } };
  'POST /api/trials/{trial}/readings/{reading}/undoForm': { params: Readonly<Record<string, never>>; body: { readonly reason: string; readonly tag: string }; answer: { readonly readingId: string; readonly tag?: string; readonly repeated: boolean } };
  'GET /healthz': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly status: 'ok' } };
  'GET /readyz': { params: Readonly<Record<string, never>>; body: undefined; answer: { readonly status: 'ready' } };
}
