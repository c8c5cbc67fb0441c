// A table for work: sorted by its heads, filtered, virtual beyond some hundred rows, reached by keyboard.
import { Group, Table, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconSearch, IconSelector } from '@tabler/icons-react';
import {
  type ColumnDef,
  flexRender,
  getCoreRowModel,
  getFilteredRowModel,
  getSortedRowModel,
  type Row,
  type RowData,
  type SortingFn,
  type SortingState,
  useReactTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useMemo, useRef, useState } from 'react';
import { collatorOf, fold } from '../language/fold.js';
import { useSpeech } from '../language/message.js';
import classes from './data-table.module.css';

declare module '@tanstack/react-table' {
  interface ColumnMeta<TData extends RowData, TValue> {
    /** Numbers stand right, so that their places align. */
    readonly isNumber?: boolean;
    readonly width?: number;
  }
}

export type Column<T> = ColumnDef<T, unknown>;

interface DataTableProps<T> {
  /** What the table is, for screen readers. */
  readonly label: string;
  readonly rows: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly idOf: (row: T) => string;
  readonly initialSort?: SortingState;
  readonly isFilterable?: boolean;
  /** Height beyond which the body scrolls; rows outside of it are not drawn. */
  readonly height?: string;
  readonly markOf?: (row: T) => 'late' | 'selected' | undefined;
}

const rowHeightPx = 40;

const filterRow = <T,>(row: Row<T>, column: string, typed: string) =>
  fold(String(row.getValue(column) ?? '')).includes(fold(typed));

/** Numbers by their size, words as the dictionaries of a language sort them. */
function sortingIn<T>(language: string): SortingFn<T> {
  const compare = collatorOf(language);
  return (one, other, column) => {
    const [first, second] = [one.getValue<unknown>(column), other.getValue<unknown>(column)];
    if (typeof first === 'number' && typeof second === 'number') return first - second;
    return compare(String(first ?? ''), String(second ?? ''));
  };
}

export function DataTable<T>(props: DataTableProps<T>) {
  const { label, rows, columns, idOf, initialSort = [], isFilterable = true, height = 'calc(100dvh - 250px)' } = props;
  const { language, say } = useSpeech();
  const defaultColumn = useMemo(() => ({ sortingFn: sortingIn<T>(language) }), [language]);
  const [sorting, setSorting] = useState<SortingState>(initialSort);
  const [filter, setFilter] = useState('');
  // What a column makes of a row is kept with the row: new columns, such as those that learnt names, read all rows anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the columns are what makes the rows new.
  const data = useMemo(() => [...rows], [rows, columns]);
  const table = useReactTable<T>({
    data,
    columns: columns as ColumnDef<T, unknown>[],
    state: { sorting, globalFilter: filter },
    onSortingChange: setSorting,
    onGlobalFilterChange: setFilter,
    getRowId: idOf,
    getCoreRowModel: getCoreRowModel(),
    getSortedRowModel: getSortedRowModel(),
    getFilteredRowModel: getFilteredRowModel(),
    globalFilterFn: filterRow,
    defaultColumn,
  });
  const shown = table.getRowModel().rows;
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeightPx,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <div>
      {isFilterable && (
        <Group justify="space-between" mb="xs">
          <TextInput
            aria-label={`${say('shell.filter')}: ${label}`}
            placeholder={say('shell.filter')}
            leftSection={<IconSearch size={16} />}
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
            w={260}
          />
          <Text size="sm" c="dimmed" role="status">
            {say('shell.rows', { count: shown.length })}
          </Text>
        </Group>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard. */}
      <section ref={frame} className={classes.frame} style={{ maxHeight: height }} tabIndex={0} aria-label={label}>
        <Table stickyHeader aria-label={label} aria-rowcount={shown.length + 1}>
          <Table.Thead>
            {table.getHeaderGroups().map((group) => (
              <Table.Tr key={group.id}>
                {group.headers.map((header) => {
                  const sorted = header.column.getIsSorted();
                  const { isNumber, width } = header.column.columnDef.meta ?? {};
                  const content = flexRender(header.column.columnDef.header, header.getContext());
                  return (
                    <Table.Th
                      key={header.id}
                      w={width}
                      className={isNumber ? 'eq-number' : undefined}
                      aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : undefined}
                    >
                      {header.column.getCanSort() ? (
                        <UnstyledButton className={classes.head} onClick={header.column.getToggleSortingHandler()}>
                          {content}
                          {sorted === 'asc' && <IconArrowUp size={14} aria-hidden />}
                          {sorted === 'desc' && <IconArrowDown size={14} aria-hidden />}
                          {sorted === false && <IconSelector size={14} className={classes.unsorted} aria-hidden />}
                        </UnstyledButton>
                      ) : (
                        content
                      )}
                    </Table.Th>
                  );
                })}
              </Table.Tr>
            ))}
          </Table.Thead>
          <Table.Tbody>
            {before > 0 && <tr aria-hidden style={{ height: before }} />}
            {items.map((item) => {
              const row = shown[item.index];
              if (row === undefined) return null;
              return (
                <BodyRow
                  key={row.id}
                  row={row as Row<unknown>}
                  rowIndex={item.index + 2}
                  mark={props.markOf?.(row.original)}
                />
              );
            })}
            {after > 0 && <tr aria-hidden style={{ height: after }} />}
          </Table.Tbody>
        </Table>
        {shown.length === 0 && (
          <Text c="dimmed" p="md" ta="center">
            {say('shell.empty')}
          </Text>
        )}
      </section>
    </div>
  );
}

interface BodyRowProps {
  readonly row: Row<unknown>;
  readonly rowIndex: number;
  readonly mark: 'late' | 'selected' | undefined;
}

/** A row stands while others come and go under the hand that scrolls: what is new in it makes it another. */
const BodyRow = memo(function BodyRow({ row, rowIndex, mark }: BodyRowProps) {
  return (
    <Table.Tr data-mark={mark} className={classes.row} aria-rowindex={rowIndex}>
      {row.getVisibleCells().map((cell) => (
        <Table.Td key={cell.id} className={cell.column.columnDef.meta?.isNumber ? 'eq-number' : undefined}>
          {flexRender(cell.column.columnDef.cell, cell.getContext())}
        </Table.Td>
      ))}
    </Table.Tr>
  );
});
