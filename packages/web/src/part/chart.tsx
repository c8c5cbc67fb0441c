// A chart by Vega-Lite, from the template by which the report draws too, with its words and its table beside it.
import { Group, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import type { TopLevelSpec } from 'vega-lite';
import { askRoute } from '../api/http.js';
import { useSay } from '../language/message.js';
import { ChartDrawing } from './chart-drawing.js';
import { ChartTable, type ChartTableData } from './chart-table.js';
import { ErrorNote } from './error-note.js';
import { fillSpec, type SpecFilling } from './fill-spec.js';

interface ChartProps {
  readonly title: string;
  /** What the chart shows, in one sentence: for who does not see it, and for who does. */
  readonly summary: string;
  /** The name of a template of the server. */
  readonly figure: 'recruitment' | 'powerCurve';
  /** The data and the words of the template; the same object while nothing changes. */
  readonly filling: SpecFilling;
  readonly height: number;
  /** The same numbers as rows. */
  readonly table: ChartTableData;
  readonly actions?: ReactNode;
}

export function Chart({ title, summary, figure, filling, height, table, actions }: ChartProps) {
  const say = useSay();
  const [shown, setShown] = useState('chart');
  const template = useQuery({
    queryKey: ['figure', figure],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => askRoute('GET /api/figures/{figure}', { path: { figure }, signal }),
  });
  const filled = useMemo(() => filledFrom(template.data?.spec, filling), [template.data, filling]);
  const [failed, setFailed] = useState<{ readonly of: Filled; readonly error: unknown }>();
  const fail = useCallback((error: unknown) => setFailed({ of: filled, error }), [filled]);
  const fault = failed?.of === filled ? failed.error : filled.fault;
  useEffect(() => {
    if (fault !== undefined) console.error(`The chart ${figure} cannot be drawn.`, fault);
  }, [figure, fault]);
  return (
    <figure className="eq-card" style={{ margin: 0, padding: 16 }}>
      <Group justify="space-between" align="flex-start" mb="xs">
        <figcaption style={{ flex: '1 1 15rem' }}>
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
      {shown === 'table' ? (
        <ChartTable title={title} table={table} height={height} />
      ) : template.isError ? (
        <ErrorNote error={template.error} onRetry={() => void template.refetch()} />
      ) : fault !== undefined ? (
        <>
          <Text size="sm" mb="xs" role="status">
            {say('chart.notDrawn')}
          </Text>
          <ChartTable title={title} table={table} height={height} />
        </>
      ) : filled.spec === undefined ? (
        <Skeleton height={height} />
      ) : (
        <ChartDrawing spec={filled.spec} height={height} label={`${title}. ${summary}`} onFail={fail} />
      )}
    </figure>
  );
}

/** A template with its words and data, or why it does not take them: page and template may be of different versions. */
interface Filled {
  readonly spec?: TopLevelSpec;
  readonly fault?: unknown;
}

function filledFrom(template: object | undefined, filling: SpecFilling): Filled {
  try {
    return template === undefined ? {} : { spec: fillSpec(template, filling) };
  } catch (fault) {
    return { fault };
  }
}
