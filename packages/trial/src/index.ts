// The pure rules of a trial.
export * from './blinding/access.js';
export { designMembers, designRights, seesDesignDetails, withoutDesignDetails } from './blinding/design-detail.js';
export { heardWith } from './blinding/heard.js';
export * from './blinding/opening.js';
export * from './blinding/right/catalogue.js';
export type { Right } from './blinding/right/contract.js';
export { productNames } from './blinding/right/product.js';
export * from './blinding/role.js';
export * from './blinding/standard-role.js';
export * from './calendar-day.js';
export * from './canonical.js';
export { anchorDay } from './capture/anchor-day.js';
export { calculateItems } from './capture/calculated-item.js';
export {
  type CalendarVisit,
  type VisitStanding,
  type VisitState,
  visitCalendar,
  visitStateOn,
} from './capture/calendar.js';
export { compiledRule } from './capture/compiled-rule.js';
export { type DeferredForm, deferredForms } from './capture/deferral.js';
export { isPlanned } from './capture/planned-visit.js';
export { findQuestions, type Question, questionsOn, wordQuestion } from './capture/question.js';
export { latestOf, type RecordedForm, type RecordedRow, valuesOfReads } from './capture/recorded-form.js';
export { type FlaggedValue, flagValue, type ReferenceRange, type Sample } from './capture/reference-range.js';
export * from './catalogue-document.js';
export { commandMeaning } from './catalogue-meaning.js';
export * from './command/catalogue.js';
export type { Material, OpenMaterial } from './command/product/part.js';
export * from './decide/amendment-fact.js';
export * from './decide/analysis-plan.js';
export { type DeviationRule, deviationRules } from './decide/consequence/effect.js';
export { holdsProduct, treatmentAt } from './decide/consequence/product/part.js';
export * from './decide/contract.js';
export { workingDaysBetween } from './decide/day.js';
export * from './decide/decide.js';
export * from './decide/permission/barred.js';
export { dictionaryVersion } from './decide/permission/coding.js';
export { type Confirmation, confirmedCommands } from './decide/permission/confirmation.js';
export { commandsAcrossSites, withoutRight } from './decide/permission/general.js';
export { type Precondition, versionAfter } from './decide/permission/precondition.js';
export * from './decide/permission/site.js';
export * from './decide/refusal-for.js';
export * from './decide/review-fact.js';
export { assessDayOfUse, assessRelease } from './decide/rule.js';
export * from './decide/stream.js';
export * from './decide/withdrawal.js';
export * from './deterministic-id.js';
export * from './digest.js';
export * from './event/catalogue.js';
export * from './event/envelope.js';
export type { Dose } from './event/product/sealed.js';
export * from './event/randomisation-design.js';
export * from './event/review-part.js';
export type { ListedCase } from './event/safety-case.js';
export * from './event/upcast.js';
export * from './evolve/access-state.js';
export * from './evolve/allocation-state.js';
export * from './evolve/amendment-state.js';
export * from './evolve/blind-state.js';
export * from './evolve/board-state.js';
export * from './evolve/cap-state.js';
export { siteOf } from './evolve/capture-state.js';
export * from './evolve/change-state.js';
export * from './evolve/participant-state.js';
export * from './evolve/product-state.js';
export * from './evolve/recorded.js';
export * from './evolve/review-state.js';
export * from './evolve/safety-state.js';
export * from './evolve/sealed-product-state.js';
export * from './evolve/stratum-state.js';
export * from './evolve/trial-review-state.js';
export * from './evolve/trial-state.js';
export * from './evolve/unblinding-state.js';
export * from './exchange/csv-cell.js';
export * from './exchange/deidentify.js';
export * from './exchange/form-column.js';
export type {
  FormImport,
  FormImportPlan,
  ImportChange,
  ImportKnownForm,
  ImportParticipant,
  ImportProblem,
  PlannedCommand,
} from './exchange/form-import.js';
export { participantsNamed } from './exchange/import-table.js';
export * from './exchange/plan-form-import.js';
export * from './id.js';
export * from './import/mapping.js';
export * from './import/parse-mapping.js';
export * from './import/plan.js';
export * from './import/table.js';
export * from './issue.js';
export * from './missing.js';
export * from './notify/message.js';
export * from './notify/notice.js';
export * from './notify/rule.js';
export * from './product/bedside.js';
export * from './product/code.js';
export * from './product/stored-cells.js';
export * from './product/time.js';
export * from './product/weighing.js';
export { type Amendment, compareProtocols } from './protocol/amendment/compare.js';
export { type Change, changesOf } from './protocol/amendment/impact.js';
export { type DataScope, lossesOf } from './protocol/amendment/loss.js';
export * from './protocol/consent-version.js';
export * from './protocol/criteria.js';
export * from './protocol/expression/compile.js';
export * from './protocol/finding.js';
export * from './protocol/join-files.js';
export * from './protocol/json-schema.js';
export * from './protocol/log.js';
export * from './protocol/model-term.js';
export {
  answerProblems,
  idOf,
  type NewTrialAnswers,
  newDesigns,
  newEndpoints,
  newMethods,
  usualAnswers,
} from './protocol/new/answers.js';
export { writeProtocol } from './protocol/new/protocol-text.js';
export { writeScenario } from './protocol/new/scenario-text.js';
export * from './protocol/parse.js';
export { type ConsentDue, consentsDueAgain } from './protocol/reconsent.js';
export { identifiersOf, retentionOf } from './protocol/retention.js';
export * from './protocol/rule-scope.js';
export * from './protocol/schedule.js';
export { IdentifierField } from './protocol/schema/retention.js';
export * from './protocol/schema.js';
export { type Fact, inEnglish, type Sentence } from './protocol/sentence.js';
export * from './protocol/site-approval.js';
export * from './protocol/tested-analysis.js';
export * from './protocol/text.js';
export { inFirstLanguage, withoutTranslations } from './protocol/translate.js';
export * from './protocol/visit-kind.js';
export * from './protocol/yaml-source.js';
export * from './randomisation/allocate.js';
export * from './randomisation/assess/assess.js';
export * from './randomisation/assess/assessment.js';
export * from './randomisation/cap.js';
export * from './randomisation/claimed-levels.js';
export * from './randomisation/commitment.js';
export * from './randomisation/design.js';
export * from './randomisation/design-problem.js';
export * from './randomisation/design-spec.js';
export { type GivenTreatment, givenTreatments } from './randomisation/given-treatment.js';
export * from './randomisation/list.js';
export * from './randomisation/list-comparison.js';
export * from './randomisation/reference-set.js';
export * from './randomisation/reveal.js';
export * from './randomisation/seeded-random.js';
export * from './randomisation/stratum.js';
export * from './refusal.js';
export * from './review/coding.js';
export * from './review/flat-value.js';
export * from './review/lock-condition.js';
export * from './review/signature-content.js';
export { seenOf } from './review/signed-state.js';
export * from './review/toxicity-grade.js';
export * from './review/verification-plan.js';
export { type Classification, classify, suspectedTargets } from './safety/classification.js';
export * from './safety/clock.js';
export * from './safety/listing.js';
export * from './safety/lock-block.js';
export * from './safety/reference.js';
export * from './safety/window.js';
export * from './value.js';
export * from './zone.js';
