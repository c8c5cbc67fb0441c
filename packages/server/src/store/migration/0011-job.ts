// The queue of jobs: a schema and a role of their own; the library that keeps the queue makes its tables there.
import type { Migration } from '../migrate.js';

export const job: Migration = {
  name: '0011-job',
  sql: (role) => `
create schema job;
grant usage, create on schema job to ${role.job};
`,
};
