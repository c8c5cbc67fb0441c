// A participant's visits on one line: each with its window, what it is by shape, and today.
import { label, type Protocol } from '@equipoise/trial';
import { useMemo } from 'react';
import { useFormats } from '../../language/format.js';
import { type MessageKey, useSpeech } from '../../language/message.js';
import { placeOfDay, type StripShape, type StripVisit, shapeOf, stripMarks, stripScale } from './strip.js';
import classes from './strip.module.css';

const paths: Readonly<Record<StripShape, { readonly fill?: string; readonly line?: string; readonly dash?: string }>> =
  {
    done: { fill: 'M7 1a6 6 0 1 0 0 12A6 6 0 0 0 7 1Z' },
    incomplete: { fill: 'M7 1a6 6 0 0 0 0 12Z', line: 'M7 1.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11Z' },
    due: { line: 'M7 1.5 12.5 7 7 12.5 1.5 7Z', fill: 'M7 4.5 9.5 7 7 9.5 4.5 7Z' },
    overdue: { fill: 'M7 1 13.5 12.5H.5Z' },
    deferred: { line: 'M2 2h10v10H2Z M5.5 4.5v5 M8.5 4.5v5' },
    later: { line: 'M7 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z' },
    missed: { line: 'M2.5 2.5l9 9 M11.5 2.5l-9 9' },
    notExpected: { line: 'M3 7h8' },
    undecided: { line: 'M7 1.5 12.5 7 7 12.5 1.5 7Z', dash: '2 2' },
    undated: { line: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Z', dash: '2 2' },
  };

/** The sign of a state; always beside its word, or within a strip that is told in words. */
export function ShapeMark({ shape }: { readonly shape: StripShape }) {
  const { fill, line, dash } = paths[shape];
  return (
    <svg className={classes.shape} data-shape={shape} width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      {line !== undefined && (
        <path d={line} fill="var(--eq-card)" stroke="currentColor" strokeWidth="1.8" strokeDasharray={dash} />
      )}
      {fill !== undefined && <path d={fill} fill="currentColor" />}
    </svg>
  );
}

/** The word for a state of a visit. */
export function shapeKey(shape: StripShape): MessageKey {
  return `visit.${shape}`;
}

interface StripProps {
  readonly protocol: Protocol;
  readonly visits: readonly StripVisit[];
  /** YYYY-MM-DD. */
  readonly today: string;
}

export function Strip({ protocol, visits, today }: StripProps) {
  const { say, language } = useSpeech();
  const { day } = useFormats();
  const scale = stripScale(protocol);
  const marks = useMemo(() => stripMarks(protocol, visits), [protocol, visits]);
  const nameOf = (id: string) => label(protocol.visits.find((one) => one.id === id)?.name ?? id, language);
  const wordsOf = (visit: StripVisit) => {
    const state = say(shapeKey(shapeOf(visit)));
    const when = visit.happened_on?.startsWith('missing') === false ? visit.happened_on : visit.target_day;
    return `${nameOf(visit.visit)}: ${state}${when === null || when === undefined ? '' : `, ${day(when)}`}`;
  };
  const now = placeOfDay(protocol, visits, today);
  const words = visits.map(wordsOf);
  return (
    // Until the visits are there, there is nothing to tell.
    <div className={classes.strip} {...(words.length === 0 ? {} : { role: 'img', 'aria-label': words.join('; ') })}>
      <div className={classes.line} />
      {scale.periods.map(({ id, from }) => (
        <div
          key={id}
          className={classes.period}
          style={{ left: percent((from - scale.from) / (scale.to - scale.from)) }}
        />
      ))}
      {marks.map(({ visit, window }) =>
        window === undefined ? null : (
          <div
            key={visit}
            className={classes.window}
            style={{ left: percent(window.from), width: percent(window.to - window.from) }}
          />
        ),
      )}
      {now !== undefined && <div className={classes.today} style={{ left: percent(now) }} />}
      {marks.map(({ visit, x, shape }, index) => (
        <span key={visit} className={classes.mark} style={{ left: percent(x) }} title={words[index]}>
          <ShapeMark shape={shape} />
        </span>
      ))}
    </div>
  );
}

/** The weeks over a strip. */
export function StripWeeks({ protocol }: { readonly protocol: Protocol }) {
  const { say } = useSpeech();
  return (
    <div className={classes.weeks} aria-hidden="true">
      {stripScale(protocol).weeks.map(({ week, x }) => (
        <span key={week} className={classes.week} style={{ left: percent(x) }}>
          {say('visit.week', { week })}
        </span>
      ))}
    </div>
  );
}

const legend: readonly StripShape[] = [
  'done',
  'incomplete',
  'due',
  'overdue',
  'deferred',
  'later',
  'missed',
  'undated',
];

export function StripLegend() {
  const { say } = useSpeech();
  return (
    <div className={classes.legend}>
      {legend.map((shape) => (
        <span key={shape}>
          <ShapeMark shape={shape} /> {say(shapeKey(shape))}
        </span>
      ))}
    </div>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
