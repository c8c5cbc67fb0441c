// The values of a form are kept once, in the form; who asks for them one by one gets them from there.
import type { Migration } from '../migrate.js';

export const valuesOfForms: Migration = {
  name: '0025-values-of-forms',
  sql: (role) => `
drop view api.form_value;
drop table read.form_value;
-- What is hidden from the reader is left out of the form already.
create view api.form_value with (security_invoker = true) as
  select f.trial_id, f.participant_id, f.site_id, f.visit, f.form, f.occurrence, i.item, i.value
  from api.form f cross join lateral jsonb_each(f.items) as i(item, value);
grant select on api.form_value to ${role.reader};
`,
};
