// Pure: snapshot → derived records → analysis sets → estimates → report.
export * from './output.js';
export * from './snapshot.js';
