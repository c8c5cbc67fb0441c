// Serious events in the order in which they press, and judgements that are not lowered.
import { describe, expect, it } from 'vitest';
import { allowedRelations, type Clock, caseRows, clockCounts } from './case.js';
import { changesOf } from './change.js';
import { readCsv } from './csv.js';

const clock = (id: string, due_at: string, state: Clock['state']): Clock => ({
  ...{ participant_id: 'p', site_id: 's', clock: 'c', recipient: 'r', part: 'initial', starts_at: '', due_at },
  ...{ adverse_event_id: id, time_zone: 'UTC', state, is_provisional: false, sent_at: null, receipt: null },
});
const one = (id: string, sponsor?: object) => ({
  ...{ kind: 'seriousEvent' as const, participant_id: 'p', site_id: 's', participant: 'R1', id, event: null },
  facts: { dayZero: '2026-01-01', ...(sponsor === undefined ? {} : { sponsor }) },
});

describe('serious events', () => {
  it('stand by the clock that ends first, then those not judged, then the rest', () => {
    const rows = caseRows({
      cases: [one('judged', {}), one('open'), one('later'), one('soon', {})],
      clocks: [
        clock('later', '2026-02-09', 'due'),
        clock('soon', '2026-02-05', 'due'),
        clock('soon', '2026-02-01', 'sent'),
        clock('judged', '2026-01-05', 'withPharmacovigilance'),
      ],
    });
    expect(rows.map(({ id, isOpen, number }) => [id, isOpen, number])).toEqual([
      ['soon', true, 'R1'],
      ['later', true, 'R1'],
      ['open', true, 'R1'],
      ['judged', false, 'R1'],
    ]);
  });

  it('count clocks that are over, and that end soon; none that somebody else holds', () => {
    const now = Date.parse('2026-02-05T00:00:00Z');
    const clocks = [
      clock('a', '2026-02-04T00:00:00Z', 'overdue'),
      clock('b', '2026-02-06T00:00:00Z', 'due'),
      clock('c', '2026-02-20T00:00:00Z', 'due'),
      clock('d', '2026-02-04T00:00:00Z', 'withPharmacovigilance'),
    ];
    expect(clockCounts(clocks, now)).toEqual({ overdue: 1, soon: 1 });
  });

  it('offer no relation that is weaker than the investigator’s', () => {
    expect(allowedRelations('possible')).toEqual(['possible', 'probable', 'definite']);
    expect(allowedRelations(undefined)).toHaveLength(5);
  });

  it('send only what was changed, and never what the server sets', () => {
    const before = { term: 'Fever', outcome: 'recovering', causality: { product: 'possible' } } as never;
    const after = { ...(before as object), heldAt: 'x', outcome: 'recovered', causality: { product: 'possible' } };
    expect(changesOf(before, after as never)).toEqual({ outcome: 'recovered' });
  });
});

describe('a listing', () => {
  it('is read with quotes, line breaks within them, and semicolons between cells', () => {
    expect(readCsv('a,b\r\n"x, ""y""\nz",2\r\n')).toEqual([
      ['a', 'b'],
      ['x, "y"\nz', '2'],
    ]);
    expect(readCsv('\uFEFFa;b\n1;2')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });
});
