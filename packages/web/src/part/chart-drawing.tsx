// Draws a Vega-Lite specification without evaluating text, in the colours and the language of the page, as wide as there is room.
import { Skeleton, useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { TopLevelSpec } from 'vega-lite';
import { useFormats } from '../language/format.js';
import { chartLocale } from './chart-locale.js';

export function ChartDrawing({
  spec,
  height,
  label,
  onFail,
}: {
  readonly spec: TopLevelSpec;
  readonly height: number;
  readonly label: string;
  /** It cannot be drawn; the same function while nothing changes. */
  readonly onFail: (error: unknown) => void;
}) {
  const host = useRef<HTMLDivElement>(null);
  const [isDrawn, setDrawn] = useState(false);
  const scheme = useComputedColorScheme('light');
  const formats = useFormats();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours that are read change with the scheme.
  useEffect(() => {
    let end = () => {};
    let isGone = false;
    void (async () => {
      const [vega, lite, { expressionInterpreter }] = await Promise.all([
        import('vega'),
        import('vega-lite'),
        import('vega-interpreter'),
      ]);
      const element = host.current;
      if (isGone || element === null) return;
      const size = { width: element.clientWidth, height, autosize: { type: 'fit', contains: 'padding' } };
      const { spec: compiled } = lite.compile({ ...spec, ...size, config: lookOf(element) } as TopLevelSpec);
      const view = new vega.View(vega.parse(compiled, undefined, { ast: true }), {
        expr: expressionInterpreter,
        renderer: 'svg',
        container: element,
        hover: false,
      });
      view.locale(chartLocale(view.locale(), formats));
      const watch = new ResizeObserver(() => {
        const { clientWidth } = element;
        if (clientWidth > 0 && clientWidth !== view.width()) void view.width(clientWidth).runAsync();
      });
      end = () => {
        watch.disconnect();
        view.finalize();
      };
      await view.runAsync();
      if (isGone) return;
      watch.observe(element);
      setDrawn(true);
    })().catch((error: unknown) => {
      if (!isGone) onFail(error);
    });
    return () => {
      isGone = true;
      end();
    };
  }, [spec, height, scheme, formats, onFail]);
  return (
    <div style={{ position: 'relative', height }}>
      {!isDrawn && <Skeleton height={height} style={{ position: 'absolute' }} />}
      {/* Out of the flow, so that what was drawn for a wide page does not keep it wide. */}
      <div ref={host} role="img" aria-label={label} style={{ position: 'absolute', inset: 0, overflow: 'hidden' }} />
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
    legend: { labelColor: text, titleColor: text, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 500 },
    range: {
      category: [
        '--mantine-color-anchor',
        '--eq-unblinded',
        '--eq-good-text',
        '--eq-warning-text',
        '--eq-bad-text',
      ].map(of),
    },
    view: { stroke: 'transparent' },
    mark: { color: of('--mantine-color-text') },
    rule: { color: text },
    text: { color: text },
  };
}
