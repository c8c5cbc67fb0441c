// The sample size: what the protocol assumes, how many that needs, and the power of what is planned.
import type { DesignPowerReport } from '../design/design-power.js';
import { drawTemplate } from '../figure/draw-template.js';
import { powerCurve } from '../figure/spec/power-curve.js';
import type { PlotBox } from '../figure/vega.js';
import { figure, table } from './block.js';
import type { ReportContext } from './context.js';
import { type Html, html } from './html.js';
import { plain, typeset } from './number.js';

const box: PlotBox = { width: 560, height: 210, padding: { left: 62, right: 98, top: 64, bottom: 42 } };

/** "Sample size" with its table and a curve for each assumption; nothing where the protocol states none. */
export async function sampleSize(context: ReportContext): Promise<readonly Html[]> {
  const { sampleSize: reports } = context.output;
  if (reports.length === 0) return [];
  const parts = [html`<h3>Sample size</h3>`, sizeTable(context, reports)];
  for (const report of reports) parts.push(await powerFigure(context, report));
  return parts;
}

function sizeTable(context: ReportContext, reports: readonly DesignPowerReport[]): Html {
  return table(context, {
    id: 'table-sample-size',
    caption: 'Sample size by the assumptions of the protocol',
    groups: [
      { text: '', span: 1 },
      { text: 'Wanted and needed', span: 3 },
      { text: 'Planned', span: 3 },
    ],
    columns: [
      { text: 'Assumption' },
      { text: 'Effect', isText: true },
      ...['Power', 'With data', 'Randomised', 'Randomised', 'With data', 'Power'].map((text) => ({ text })),
    ],
    rows: reports.map((report) => ({
      head: report.name,
      ...subOf(context, report),
      cells: [
        effectText(report.effectName, report.effect),
        share(report.wantedPower),
        String(report.needed.n),
        String(report.neededInTrial),
        ...(report.planned === undefined
          ? ['\u2013', '\u2013', '\u2013']
          : [String(report.planned.participants), String(report.planned.withData), share(report.planned.power)]),
      ],
    })),
    notes: [
      'With data: participants in the groups compared who give a value. Randomised: in the whole trial.',
      ...reports.map((report) => {
        const assumed = report.assumed ? ' No source states these numbers: they are assumed.' : '';
        const name = reports.length > 1 ? `${report.name}. ` : '';
        const sentences = report.assumptions.map(({ sentence }) => sentence).join(' ');
        return typeset(`${name}Formula: ${report.formula.sentence}. ${sentences}${assumed}`);
      }),
    ],
  });
}

/** The analysis that is assumed about, where its name is another. */
function subOf({ labels }: ReportContext, { analysis, name }: DesignPowerReport): { readonly sub?: string } {
  const sub = labels.analysis(analysis);
  return sub === name ? {} : { sub };
}

async function powerFigure(context: ReportContext, report: DesignPowerReport): Promise<Html> {
  const { planned, curve, wantedPower } = report;
  const id = `figure-power-${report.id}`;
  const drawing = await drawTemplate(
    {
      id: `${id}-drawing`,
      title: `Power by number of participants: ${report.name}`,
      description: describe(report),
      stamp: context.stamp,
    },
    box,
    {
      template: powerCurve,
      words: {
        participants: 'Participants with data',
        power: 'Power',
        effect: `${report.effectName.charAt(0).toUpperCase()}${report.effectName.slice(1)}`,
      },
      datasets: {
        curve: curve.map(({ n, effect, power }) => ({
          ...{ n, power, effect: signed(effect) },
          isAssumed: effect === report.effect,
        })),
        wanted: [{ power: wantedPower, label: ['Power wanted', share(wantedPower)] }],
        planned:
          planned === undefined
            ? []
            : [{ n: planned.withData, power: planned.power, label: `As planned: ${planned.withData}` }],
      },
    },
  );
  const ring = planned === undefined ? '' : ` The ring: as planned, power ${share(planned.power)}.`;
  return figure(context, {
    id,
    caption: `Power by number of participants and effect: ${report.name}`,
    drawing,
    notes: [`The thicker line: ${effectText(report.effectName, report.effect)}, as assumed.${ring}`],
  });
}

function describe({ curve, effectName, planned, wantedPower }: DesignPowerReport): string {
  const effects = [...new Set(curve.map(({ effect }) => effect))];
  const lines = effects.map((effect) => {
    const points = curve.filter((point) => point.effect === effect);
    return `${effectText(effectName, effect)}: ${points.map(({ n, power }) => `${share(power)} with ${n}`).join(', ')}`;
  });
  const now = planned === undefined ? '' : ` As planned: ${share(planned.power)} with ${planned.withData}.`;
  return `Wanted: ${share(wantedPower)}. ${lines.join('; ')}.${now}`;
}

function effectText(name: string, effect: number): string {
  return `${name}\u00a0${signed(effect)}`;
}

function signed(effect: number): string {
  return String(effect).replace('-', '\u2212');
}

function share(power: number): string {
  return power > 0.9995 ? '>99.9%' : `${plain(100 * power)}%`;
}
