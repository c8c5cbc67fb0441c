// The numbers of a chart as a table: reached and scrolled by keyboard, written in the language of the page.
import { Table } from '@mantine/core';
import { useFormats } from '../language/format.js';

export interface ChartTableData {
  readonly head: readonly string[];
  /** The first cell names its row. */
  readonly rows: readonly (readonly (string | number)[])[];
}

export function ChartTable({
  title,
  table: { head, rows },
  height,
}: {
  readonly title: string;
  readonly table: ChartTableData;
  readonly height: number;
}) {
  const { number } = useFormats();
  const written = (cell: string | number | undefined) => (typeof cell === 'number' ? number(cell) : cell);
  // What names a row stands at the left where it is text, at the right where it is a number; all else is numbers.
  const lookOf = (index: number) => (index > 0 || typeof rows[0]?.[0] === 'number' ? 'eq-number' : undefined);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard.
    <section style={{ height, overflow: 'auto' }} tabIndex={0} aria-label={title}>
      <Table stickyHeader aria-label={title}>
        <Table.Thead>
          <Table.Tr>
            {head.map((text, index) => (
              <Table.Th key={text} scope="col" className={lookOf(index)}>
                {text}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([name, ...cells]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={400} className={lookOf(0)}>
                {written(name)}
              </Table.Th>
              {cells.map((cell, index) => (
                <Table.Td key={head[index + 1]} className="eq-number">
                  {written(cell)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
