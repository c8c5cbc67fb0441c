// The history of values: what an event of a form did to each of them.

/** An event of a form as the record tells it. */
export interface HistoryRow {
  readonly version: number;
  readonly type: 'FormRecorded' | 'FormCorrected' | 'FormUndone';
  readonly actor_id: string;
  readonly recorded_at: Date;
  readonly reason: string | null;
  readonly payload: {
    readonly visit: string;
    readonly form: string;
    readonly occurrence: number;
    readonly happenedOn?: unknown;
    readonly items?: Readonly<Record<string, unknown>>;
    readonly rows?: readonly { readonly rowId: string; readonly items: Readonly<Record<string, unknown>> }[];
    readonly removedRows?: readonly { readonly rowId: string; readonly items: Readonly<Record<string, unknown>> }[];
    readonly movedFrom?: unknown;
    readonly movedTo?: unknown;
  };
}

/** What an event did, value by value. */
export function changesOf({ type, payload, ...who }: HistoryRow) {
  const { visit, form, occurrence, items = {}, rows = [], removedRows = [] } = payload;
  const place = { ...who, visit, form, occurrence };
  const all = [{ rowId: null, items }, ...rows];
  if (type === 'FormUndone') {
    return [
      { ...place, row_id: null, item: 'form', action: 'taken back' as const, from: null, to: payload.movedTo ?? null },
    ];
  }
  if (type === 'FormRecorded') {
    const action = payload.movedFrom === undefined ? ('recorded' as const) : ('moved here' as const);
    const recorded = all.flatMap(({ rowId, items: given }) =>
      Object.entries(given).map(([item, to]) => ({ ...place, row_id: rowId, item, action, from: null, to })),
    );
    return [
      { ...place, row_id: null, item: 'happenedOn', action, from: null, to: payload.happenedOn ?? null },
      ...recorded,
    ];
  }
  const change = (rowId: string | null, item: string, value: unknown) => {
    const { from = null, to = null } = (value ?? {}) as { readonly from?: unknown; readonly to?: unknown };
    return { ...place, row_id: rowId, item, action: 'corrected' as const, from, to };
  };
  return [
    ...(payload.happenedOn === undefined ? [] : [change(null, 'happenedOn', payload.happenedOn)]),
    ...all.flatMap(({ rowId, items: given }) =>
      Object.entries(given).map(([item, value]) => change(rowId, item, value)),
    ),
    ...removedRows.flatMap(({ rowId, items: gone }) =>
      Object.entries(gone).map(([item, from]) => ({
        ...place,
        row_id: rowId,
        item,
        action: 'row removed' as const,
        from,
        to: null,
      })),
    ),
  ];
}
