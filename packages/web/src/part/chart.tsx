// A chart by Vega-Lite, drawn without evaluating text, with its words and its table beside it.
import { Group, SegmentedControl, Skeleton, Table, Text, useComputedColorScheme } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { TopLevelSpec } from 'vega-lite';
import { useSay } from '../language/message.js';

interface ChartProps {
  readonly title: string;
  /** What the chart shows, in one sentence: for who does not see it, and for who does. */
  readonly summary: string;
  readonly spec: TopLevelSpec;
  readonly height: number;
  /** The same numbers as rows. */
  readonly table: { readonly head: readonly string[]; readonly rows: readonly (readonly (string | number)[])[] };
  readonly actions?: ReactNode;
}

export function Chart({ title, summary, spec, height, table, actions }: ChartProps) {
  const say = useSay();
  const [shown, setShown] = useState('chart');
  return (
    <figure className="eq-card" style={{ margin: 0, padding: 16 }}>
      <Group justify="space-between" align="flex-start" mb="xs" wrap="nowrap">
        <figcaption>
          <Text fw={650}>{title}</Text>
          <Text size="sm" c="dimmed">
            {summary}
          </Text>
        </figcaption>
        <Group gap="xs" wrap="nowrap">
          {actions}
          <SegmentedControl
            size="xs"
            aria-label={say('chart.shownAs', { title })}
            value={shown}
            onChange={setShown}
            data={[
              { value: 'chart', label: say('chart.chart') },
              { value: 'table', label: say('chart.table') },
            ]}
          />
        </Group>
      </Group>
      {shown === 'chart' ? (
        <Drawing spec={spec} height={height} label={`${title}. ${summary}`} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard.
        <section style={{ maxHeight: height, overflow: 'auto' }} tabIndex={0} aria-label={title}>
          <Table stickyHeader aria-label={title}>
            <Table.Thead>
              <Table.Tr>
                {table.head.map((text, index) => (
                  <Table.Th key={text} className={index > 0 ? 'eq-number' : undefined}>
                    {text}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {table.rows.map((row) => (
                <Table.Tr key={row.join(' ')}>
                  {row.map((cell, index) => (
                    <Table.Td key={table.head[index]} className={index > 0 ? 'eq-number' : undefined}>
                      {cell}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      )}
    </figure>
  );
}

function Drawing({
  spec,
  height,
  label,
}: {
  readonly spec: TopLevelSpec;
  readonly height: number;
  readonly label: string;
}) {
  const host = useRef<HTMLDivElement>(null);
  const [isDrawn, setDrawn] = useState(false);
  const scheme = useComputedColorScheme('light');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours that are read change with the scheme.
  useEffect(() => {
    let end: (() => void) | undefined;
    let isGone = false;
    void (async () => {
      const [vega, lite, { expressionInterpreter }] = await Promise.all([
        import('vega'),
        import('vega-lite'),
        import('vega-interpreter'),
      ]);
      const element = host.current;
      if (isGone || element === null) return;
      const { spec: compiled } = lite.compile({ ...spec, config: lookOf(element) } as TopLevelSpec);
      const view = new vega.View(vega.parse(compiled, undefined, { ast: true }), {
        expr: expressionInterpreter,
        renderer: 'svg',
        container: element,
        hover: false,
      });
      view.width(element.clientWidth - 70).height(height - 100);
      end = () => view.finalize();
      await view.runAsync();
      if (!isGone) setDrawn(true);
    })();
    return () => {
      isGone = true;
      end?.();
    };
  }, [spec, height, scheme]);
  return (
    <div style={{ position: 'relative', height }}>
      {!isDrawn && <Skeleton height={height} style={{ position: 'absolute' }} />}
      <div ref={host} role="img" aria-label={label} style={{ height, overflow: 'hidden' }} />
    </div>
  );
}

/** Colours of the page, read where the chart stands: SVG attributes take no variables. */
function lookOf(element: HTMLElement): object {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
  const text = of('--mantine-color-dimmed');
  const line = of('--eq-line');
  return {
    background: 'transparent',
    font: 'system-ui, sans-serif',
    axis: {
      ...{ labelColor: text, titleColor: text, domainColor: line, tickColor: line, gridColor: line },
      ...{ labelFontSize: 12, titleFontSize: 12, titleFontWeight: 500 },
    },
    legend: { labelColor: text, titleColor: text, labelFontSize: 12, orient: 'top', title: null },
    range: {
      category: [of('--mantine-color-anchor'), of('--eq-unblinded'), of('--eq-good-text'), of('--eq-warning-text')],
    },
    view: { stroke: 'transparent' },
    rule: { color: text },
    text: { color: text },
  };
}
