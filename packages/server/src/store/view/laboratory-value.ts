// Laboratory values held against the ranges of their laboratory: low, normal or high.
import { flagValue, type Protocol, type ReferenceRange } from '@equipoise/trial';
import { type Questioned, recordedOf } from './open-question.js';

/** A form of a participant with the ranges of the site. */
export interface LaboratoryRow extends Questioned {
  readonly participant_id: string;
  readonly site_id: string;
  readonly ranges: readonly ReferenceRange[];
}

/** The values of a participant's forms that are of an analyte, each with its flag. */
export function laboratoryValuesIn(protocol: Protocol, rows: readonly LaboratoryRow[]) {
  const { laboratory } = protocol;
  const last = (place: { readonly form: string; readonly item: string } | undefined) =>
    rows.findLast((row) => row.form === place?.form && row.items[place.item] !== undefined)?.items[place?.item ?? ''];
  const [sex, age] = [last(laboratory?.sex), last(laboratory?.ageYears)];
  return rows.flatMap((row) => {
    const definition = protocol.forms.find(({ id }) => id === row.form);
    const measured = (definition?.items ?? []).filter(({ analyte }) => analyte !== undefined);
    const start = definition?.log === undefined ? undefined : row.items[definition.log.startItem];
    const sampled = typeof start === 'string' ? start : recordedOf(row).day;
    const places = [{ rowId: null, items: row.items }, ...row.rows];
    return places.flatMap(({ rowId, items }) =>
      measured.flatMap((item) => {
        const value = items[item.id];
        const given = item.unitItem === undefined ? item.unit : items[item.unitItem];
        if (typeof value !== 'number' || typeof given !== 'string' || item.analyte === undefined) return [];
        const flagged = flagValue(protocol, row.ranges, {
          siteId: row.site_id,
          analyte: item.analyte,
          unit: given,
          value,
          day: sampled,
          ...(typeof sex === 'string' ? { sex } : {}),
          ...(typeof age === 'number' ? { ageYears: age } : {}),
        });
        return [
          {
            participant_id: row.participant_id,
            site_id: row.site_id,
            visit: row.visit,
            form: row.form,
            occurrence: row.occurrence,
            row_id: rowId,
            item: item.id,
            analyte: item.analyte,
            day: sampled ?? null,
            value,
            unit: given,
            standard_value: flagged.standardValue ?? null,
            standard_unit: flagged.standardUnit ?? null,
            flag: flagged.flag,
            range_id: flagged.rangeId ?? null,
          },
        ];
      }),
    );
  });
}
