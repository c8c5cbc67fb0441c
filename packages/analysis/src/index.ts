// Pure: snapshot → derived records → analysis sets → estimates → report.
export * from './analyse.js';
export * from './export/export-analysis-data.js';
export { renderSchematic } from './figure/schematic.js';
export * from './output.js';
export { renderReport } from './report/report.js';
export * from './snapshot.js';
export { snapshotHash } from './snapshot-hash.js';
