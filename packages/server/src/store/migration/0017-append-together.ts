// One call appends several commands: the function that took one goes; `record.append` of today is made after the migrations.
import type { Migration } from '../migrate.js';

export const appendTogether: Migration = {
  name: '0017-append-together',
  sql: () => `
drop function if exists record.append(uuid, jsonb, boolean, uuid, text, uuid, bytea, timestamptz, text, text, text, uuid[], integer[],
  uuid[], integer[], text[], text[], integer[], text[], bytea[], bytea[], text[], text[], jsonb);
`,
};
