// The drawn timeline: periods as bands, a lane for visits with their windows, for treatment, for the participant, for adverse events, and today.
import { label, type Protocol } from '@equipoise/trial';
import { Tooltip, VisuallyHidden } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { type CSSProperties, type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { useFormats } from '../../language/format.js';
import { useSpeech } from '../../language/message.js';
import { type Lane, lanes, nextMark, packRows, type TimelineEntry, type TimelineScale } from './timeline.js';
import classes from './timeline.module.css';
import { Sign } from './timeline-sign.js';
import { wordEntry, wordMore, wordWhen } from './timeline-words.js';

interface TimelineViewProps {
  readonly protocol: Protocol;
  readonly entries: readonly TimelineEntry[];
  readonly scale: TimelineScale;
  /** YYYY-MM-DD. */
  readonly today: string;
  /** Where a mark leads: the part of the page that tells more. */
  readonly pathOf: (entry: TimelineEntry) => { readonly to: string; readonly tab?: string } | undefined;
}

/** Heights of rows, in pixels. */
const rowHeight: Readonly<Record<Lane, number>> = { visits: 22, treatment: 22, person: 22, safety: 12 };
const mostRows: Readonly<Record<Lane, number>> = { visits: 2, treatment: 3, person: 3, safety: 6 };
const markPx = 20;
const labelRows = 2;
const pxPerLetter = 6.6;

interface Placed {
  readonly entry: TimelineEntry;
  readonly x: number;
  readonly until: number;
  readonly row: number;
  readonly words: string;
}

export function TimelineView({ protocol, entries, scale, today, pathOf }: TimelineViewProps) {
  const { say, language } = useSpeech();
  const formats = useFormats();
  const navigate = useNavigate();
  const hintId = useId();
  const { ref, width } = useElementSize();
  const marks = useRef(new Map<string, HTMLElement>());
  const placed = useMemo(() => {
    const words = { say, language, formats };
    return lanes.flatMap((lane) => {
      const own = entries.filter((entry) => entry.lane === lane);
      const spans = own.map((entry) => spanOf(entry, { scale, today, width: Math.max(width, 320) }));
      const rows = packRows(spans, { gap: 2, mostRows: mostRows[lane] });
      return own.map((entry, index): Placed => {
        const { x = 0, until = 0 } = spans[index] ?? {};
        const told = [wordEntry(protocol, entry, words), wordWhen(entry, words), wordMore(entry, words)];
        return { entry, x, until, row: rows[index] ?? 0, words: told.filter((text) => text !== '').join(' · ') };
      });
    });
  }, [entries, scale, today, width, protocol, say, language, formats]);
  const walked = placed.map(({ entry, x }) => ({ id: entry.id, lane: entry.lane, x }));
  const [current, setCurrent] = useState<string>();
  const reached = walked.some(({ id }) => id === current) ? current : walked[0]?.id;
  const now = today >= (entries[0]?.day ?? today) ? scale.at(today) : 0;
  const isNowShown = now > 0 && now < 1;

  const onKeyDown = (event: KeyboardEvent, id: string) => {
    if (!/^(Arrow|Home|End)/.test(event.key)) return;
    event.preventDefault();
    const next = nextMark(walked, id, event.key);
    if (next === undefined) return;
    setCurrent(next);
    marks.current.get(next)?.focus();
  };
  return (
    <div className={classes.scroll}>
      <div className={classes.frame}>
        {/* biome-ignore lint/a11y/useSemanticElements: a drawing whose marks belong together, and no form. */}
        <div className={classes.drawing} role="group" aria-label={say('timeline.title')} aria-describedby={hintId}>
          <VisuallyHidden id={hintId}>{say('timeline.keys')}</VisuallyHidden>
          <div className={classes.head}>
            <span />
            <div className={classes.axis} ref={ref}>
              {scale.periods.map(({ id, from, to }) => (
                <span key={id} className={classes.periodName} style={spanStyle(from, to)}>
                  {label(protocol.periods.find((one) => one.id === id)?.name ?? id, language)}
                </span>
              ))}
              {scale.weeks
                .filter(({ x }) => x > 0.03)
                .map(({ week, x }) => (
                  <span
                    key={week}
                    className={classes.week}
                    data-edge={x > 0.96 || undefined}
                    style={{ left: percent(x) }}
                  >
                    {say('visit.week', { week })}
                  </span>
                ))}
            </div>
          </div>
          {lanes.map((lane) => {
            const own = placed.filter(({ entry }) => entry.lane === lane);
            if (own.length === 0) return null;
            const rows = Math.max(...own.map(({ row }) => row)) + 1;
            const labels =
              lane === 'visits' ? visitLabels(own, width, (entry) => visitName(protocol, entry, language)) : [];
            const labelled = Math.max(0, ...labels.map(({ row }) => row + 1));
            const height = rows * rowHeight[lane] + (labelled > 0 ? labelled * 14 + 4 : 0) + 10;
            return (
              <div key={lane} className={classes.lane}>
                <span className={classes.laneName}>{say(`timeline.lane.${lane}`)}</span>
                <div className={classes.track} style={{ height }}>
                  {scale.periods.map(({ id, from, to }) => (
                    <div key={id} className={classes.band} style={spanStyle(from, to)} />
                  ))}
                  {scale.weeks.map(({ week, x }) => (
                    <div key={week} className={classes.rule} style={{ left: percent(x) }} />
                  ))}
                  {isNowShown && <div className={classes.today} style={{ left: percent(now) }} />}
                  {own.map(({ entry, row }) =>
                    entry.window === undefined || entry.window.from === entry.window.to ? null : (
                      <div
                        key={entry.id}
                        className={classes.window}
                        style={{
                          ...spanStyle(scale.at(entry.window.from), scale.at(entry.window.to)),
                          top: topOf(lane, row) + 3,
                        }}
                      />
                    ),
                  )}
                  {own.map(({ entry, x, until, row, words }) => {
                    const path = pathOf(entry);
                    const isBar = lane === 'safety';
                    return (
                      <Tooltip
                        key={entry.id}
                        label={words}
                        multiline
                        maw={320}
                        events={{ hover: true, focus: true, touch: true }}
                      >
                        <button
                          type="button"
                          ref={(element) => {
                            if (element === null) marks.current.delete(entry.id);
                            else marks.current.set(entry.id, element);
                          }}
                          className={isBar ? classes.bar : classes.mark}
                          data-kind={entry.kind}
                          data-ongoing={entry.isOngoing === true || undefined}
                          style={
                            isBar
                              ? { left: percent(x), width: `max(8px, ${percent(until - x)})`, top: topOf(lane, row) }
                              : { left: percent(x), top: topOf(lane, row) }
                          }
                          tabIndex={entry.id === reached ? 0 : -1}
                          aria-label={words}
                          onFocus={() => setCurrent(entry.id)}
                          onKeyDown={(event) => onKeyDown(event, entry.id)}
                          onClick={() => {
                            if (path === undefined) return;
                            void navigate({
                              to: path.to as never,
                              search: (path.tab === undefined ? {} : { tab: path.tab }) as never,
                              replace: path.tab !== undefined,
                            });
                          }}
                        >
                          {!isBar && <Sign entry={entry} />}
                        </button>
                      </Tooltip>
                    );
                  })}
                  {labels.map(({ id, text, x, row }) => (
                    <span
                      key={id}
                      aria-hidden="true"
                      className={classes.visitName}
                      style={{ left: percent(x), top: rows * rowHeight.visits + 6 + row * 14 }}
                    >
                      {text}
                    </span>
                  ))}
                </div>
              </div>
            );
          })}
          {isNowShown && (
            <div className={classes.foot}>
              <span />
              <div className={classes.footTrack}>
                <span className={classes.todayName} style={{ left: percent(now) }}>
                  {say('timeline.today')}
                </span>
              </div>
            </div>
          )}
        </div>
      </div>
    </div>
  );
}

/** Where an entry lies, and how much room it takes in pixels. */
function spanOf(
  entry: TimelineEntry,
  { scale, today, width }: { readonly scale: TimelineScale; readonly today: string; readonly width: number },
) {
  const x = scale.at(entry.day);
  if (entry.lane !== 'safety') return { x, until: x, from: x * width - markPx / 2, to: x * width + markPx / 2 };
  const until = scale.at(entry.until ?? (entry.isOngoing && today > entry.day ? today : entry.day));
  return { x, until, from: x * width, to: Math.max(until * width, x * width + 8) };
}

function topOf(lane: Lane, row: number): number {
  return 5 + row * rowHeight[lane];
}

function visitName(protocol: Protocol, { about }: TimelineEntry, language: string): string {
  const name = label(protocol.visits.find(({ id }) => id === about)?.name ?? about ?? '', language);
  // What stands in brackets is told by the tooltip.
  return name.replace(/\s*\(.*\)$/, '');
}

/** Names under the visits, in two rows, as far as there is room. */
function visitLabels(own: readonly Placed[], width: number, nameOf: (entry: TimelineEntry) => string) {
  const ends: number[] = Array.from({ length: labelRows }, () => Number.NEGATIVE_INFINITY);
  return own
    .toSorted((a, b) => a.x - b.x)
    .flatMap(({ entry, x }) => {
      const text = nameOf(entry);
      const half = (text.length * pxPerLetter) / 2;
      // A name at an edge stands within it.
      const middle = Math.min(Math.max(x * width, half), width - half);
      const row = ends.findIndex((end) => end + 6 <= middle - half);
      if (row < 0 || width < 2 * half) return [];
      ends[row] = middle + half;
      return [{ id: entry.id, text, x: middle / width, row }];
    });
}

function spanStyle(from: number, to: number): CSSProperties {
  return { left: percent(from), width: percent(to - from) };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
