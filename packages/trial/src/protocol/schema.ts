// The protocol language: everything that a file of a trial may say, from the parts in schema/.
export * from './schema/analysis.js';
export * from './schema/blinding.js';
export * from './schema/conduct.js';
export * from './schema/design.js';
export * from './schema/document.js';
export * from './schema/endpoint.js';
export * from './schema/estimand.js';
export * from './schema/form.js';
export * from './schema/missing-data.js';
export * from './schema/product.js';
export * from './schema/protocol.js';
export * from './schema/randomisation.js';
export * from './schema/reading.js';
export * from './schema/safety.js';
export * from './schema/schedule.js';
export * from './schema/testing.js';
export * from './schema/text.js';
