// Recruitment: its first and last days, its course against the plan, and its places.
import { drawTemplate } from '../figure/draw-template.js';
import { recruitment as template } from '../figure/spec/recruitment.js';
import type { PlotBox } from '../figure/vega.js';
import { figure, table } from './block.js';
import type { ReportContext } from './context.js';
import { dayText } from './day.js';
import { type Html, html } from './html.js';
import { nameOf } from './label.js';

const box: PlotBox = { width: 600, height: 210, padding: { left: 58, right: 62, top: 34, bottom: 26 } };

/** The dates in a sentence, the figure by month, the table by place. @see CONSORT 2010, item 14a */
export async function recruitment(context: ReportContext): Promise<readonly Html[]> {
  const { output } = context;
  if (output.participants.screened === 0) return [];
  return [
    html`<p>${datesText(context)}</p>`,
    ...(output.recruitment.months.length > 1 ? [await monthFigure(context)] : []),
    ...(output.recruitment.places.length > 1 ? [placeTable(context)] : []),
  ];
}

function datesText({ output }: ReportContext): string {
  const { screened, randomised, planned } = output.recruitment;
  const { participants } = output;
  const counted = `${participants.screened} ${participants.screened === 1 ? 'person was' : 'people were'} screened and ${participants.randomised} randomised${planned === null ? '' : `, of ${planned} planned`}.`;
  if (screened.first === null && randomised.first === null)
    return `${counted} No date of screening or randomisation is known.`;
  const began = screened.first === null ? '' : ` Screening began ${onDay(screened.first)}.`;
  if (randomised.first === null || randomised.last === null) return `${counted}${began}`;
  const days =
    randomised.first === randomised.last
      ? `Randomisation took place ${onDay(randomised.first)}.`
      : `The first participant was randomised ${onDay(randomised.first)}, the last ${onDay(randomised.last)}.`;
  return `${counted}${began} ${days}`;
}

/** "on 3 Jul 2012", "in Jul 2012". */
function onDay(text: string): string {
  return `${text.length < 10 ? 'in' : 'on'} ${dayText(text)}`;
}

async function monthFigure(context: ReportContext): Promise<Html> {
  const { months, planned, monthUnknown } = context.output.recruitment;
  const drawing = await drawTemplate(
    {
      id: 'figure-recruitment-drawing',
      title: 'Participants screened and randomised, by month',
      description: describe(context),
      stamp: context.stamp,
    },
    box,
    {
      template,
      words: { participants: 'Participants', screened: 'Screened', randomised: 'Randomised', month: 'Month' },
      datasets: {
        months: months.map((month) => ({ ...month })),
        planned: planned === null ? [] : [{ count: planned, label: ['Planned', String(planned)] }],
      },
    },
  );
  return figure(context, {
    id: 'figure-recruitment',
    caption: 'Recruitment: participants screened and randomised by the end of each month',
    drawing,
    notes:
      monthUnknown === 0
        ? []
        : [
            `Of ${monthUnknown} screenings or randomisations the month is not known: they count from the first month on.`,
          ],
    trace: context.traces.find('recruitment'),
  });
}

/** At the end of each year, and at the last month. */
function describe({ output }: ReportContext): string {
  const { months, planned } = output.recruitment;
  const told = months.filter(({ month }, index) => month.endsWith('-12') || index === months.length - 1);
  const lines = told.map(
    ({ month, screened, randomised }) => `by ${dayText(month)} ${screened} screened, ${randomised} randomised`,
  );
  return `${planned === null ? '' : `Planned: ${planned} randomised; `}${lines.join('; ')}.`;
}

function placeTable(context: ReportContext): Html {
  const { by, places, planned, randomised } = context.output.recruitment;
  const { nationalTrials = [], sites } = context.protocol;
  const isPlanned = places.some((each) => each.planned !== null);
  const total = (of: (place: (typeof places)[number]) => number) =>
    String(places.reduce((sum, each) => sum + of(each), 0));
  return table(context, {
    id: 'table-recruitment',
    caption: `Recruitment by ${by === 'site' ? 'site' : 'national trial'}`,
    columns: [
      { text: by === 'site' ? 'Site' : 'National trial' },
      { text: 'Screened' },
      { text: 'Randomised' },
      ...(isPlanned ? [{ text: 'Planned' }] : []),
      { text: 'First randomised' },
      { text: 'Last randomised' },
    ],
    rows: [
      ...places.map((each) => ({
        head: nameOf([...nationalTrials, ...sites], each.place),
        cells: [
          String(each.screened),
          String(each.randomised),
          ...(isPlanned ? [each.planned === null ? '\u2013' : String(each.planned)] : []),
          dayText(each.first),
          dayText(each.last),
        ],
      })),
      {
        head: 'All',
        cells: [
          total(({ screened }) => screened),
          total((each) => each.randomised),
          ...(isPlanned ? [planned === null ? '\u2013' : String(planned)] : []),
          dayText(randomised.first),
          dayText(randomised.last),
        ],
        kind: 'total' as const,
      },
    ],
    trace: context.traces.find('recruitment'),
  });
}
