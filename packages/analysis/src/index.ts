// Pure: snapshot → derived records → analysis sets → estimates → report.
export * from './analyse.js';
export { type DrawnCodes, waitsForCodes, withDrawnCodes } from './cohort/bedside-script.js';
export type { Actor } from './cohort/cast.js';
export { withRandomisationNumber } from './cohort/closing-script.js';
export { parseScenario, validateScenario } from './cohort/parse-scenario.js';
export { planRehearsal, type RehearsalInput, type RehearsalPlan } from './cohort/plan-rehearsal.js';
export { planUnderWay, type UnderWayInput } from './cohort/plan-under-way.js';
export { Scenario } from './cohort/scenario-schema.js';
export { type CurvePoint, type DesignPowerReport, designPower } from './design/design-power.js';
export { type DesignScenario, describeScenario, designScenarios } from './design/design-scenario.js';
export {
  type DesignSimulator,
  designSimulator,
  type SimulationSeed,
  type SimulationTask,
  simulationTask,
} from './design/design-simulator.js';
export {
  type OperatingSummary,
  operatingSummary,
  powerText,
  type SimulatedScenario,
  simulationText,
} from './design/design-text.js';
export * from './export/export-analysis-data.js';
export { type AssessedDesign, renderDesignComparison } from './figure/randomisation.js';
export { renderSchematic } from './figure/schematic.js';
export { type FigureTemplate, figureTemplates } from './figure/spec/template.js';
export * from './output.js';
export { renderDesignPage } from './report/design-page.js';
export { renderReport } from './report/report.js';
export { type BoardRow, boardTables, treatmentsOf } from './safety/board-table.js';
export { type CountedParticipant, evaluateStoppingRules, type RuleResult } from './safety/stopping-rule.js';
export * from './snapshot.js';
export { snapshotHash } from './snapshot-hash.js';
