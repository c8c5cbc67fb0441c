// The pure rules of a trial.
export * from './canonical.js';
export * from './command/catalogue.js';
export * from './decide/contract.js';
export * from './digest.js';
export * from './event/catalogue.js';
export * from './event/envelope.js';
export * from './id.js';
export * from './issue.js';
export * from './protocol/schema.js';
export * from './refusal.js';
export * from './value.js';
