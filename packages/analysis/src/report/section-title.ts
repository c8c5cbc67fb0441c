// The head of the report: what trial this is, and the result of its primary endpoint by the rule of its protocol.
import { labelOf } from '../text.js';
import { facts } from './block.js';
import type { ReportContext } from './context.js';
import { type Html, type HtmlPart, html } from './html.js';
import { confidencePercent, effectInterval, effectName, effectValue, pValue, typeset } from './number.js';
import { traceAttributes, traceLink } from './trace.js';

const kinds = {
  crossover: 'randomised crossover trial',
  parallel: 'randomised parallel-group trial',
  delayedStart: 'randomised delayed-start trial',
  factorial: 'randomised factorial trial',
} as const;

/** Title, identity and summary. */
export function titleSection(context: ReportContext): Html {
  const { output, protocol } = context;
  const kind = [
    'Statistical report',
    protocol.phase === undefined ? undefined : `phase ${protocol.phase}`,
    kinds[protocol.design.type],
  ].filter((each) => each !== undefined);
  return html`<header class="title"><p class="kind">${kind.join(' \u00b7 ')}</p>
<h1><span class="acronym">${output.acronym}</span> ${labelOf(protocol.title, output.title)}</h1>
${identity(context)}
</header>
${summary(context)}`;
}

function identity(context: ReportContext): Html {
  const { output, protocol } = context;
  const registrations = (protocol.registrations ?? []).map((each) => `${each.registry} ${each.id}`);
  const entries: (readonly [string, HtmlPart, 'wide'?] | undefined)[] = [
    protocol.condition === undefined ? undefined : ['Condition', labelOf(protocol.condition, '')],
    protocol.sponsor === undefined ? undefined : ['Sponsor', protocol.sponsor.name],
    ['Protocol', `${output.trial}, version ${output.protocolVersion}`],
    ['Data', dataText(context)],
    registrations.length === 0 ? undefined : ['Registrations', registrations.join(', '), 'wide'],
  ];
  return facts(entries.filter((each) => each !== undefined));
}

function dataText(context: ReportContext): string {
  const { output, protocol } = context;
  const mode = { rehearsal: 'rehearsal, made data', imported: 'imported', live: 'live' }[output.mode] ?? output.mode;
  if (output.cut === null) return `${mode}; whole record`;
  const cut = protocol.cuts?.find((each) => each.id === output.cut);
  return `${mode}; data cut: ${labelOf(cut?.name, output.cut)}`;
}

function summary(context: ReportContext): Html {
  const { output, labels } = context;
  const primary = output.analyses.find((each) => each.role === 'primary');
  const stamp = context.stamp === null ? undefined : html`<p class="stamp">${context.stamp}</p>`;
  if (primary === undefined) {
    return html`<section class="summary" aria-labelledby="summary-title"><div class="words"><h2 id="summary-title">Conclusion</h2><p class="conclusion">${typeset(output.conclusion)}</p>${stamp}</div></section>
`;
  }
  const trace = context.traces.find(`analysis:${primary.id}`);
  const groups = context.sequences
    .filter((each) => primary.n[each.id] !== undefined)
    .map((each) => `${each.name} n = ${primary.n[each.id]} (${primary.contributing[each.id] ?? 0} contributing)`);
  const estimate =
    primary.estimate === null
      ? html`<p class="estimate">\u2013</p><p class="interval">${primary.status}</p>`
      : html`<p class="estimate">${effectValue(primary.estimate, primary.effectMeasure)}</p>${primary.ci === null ? undefined : html`<p class="interval">${confidencePercent(primary.confidence)} CI ${effectInterval(primary.ci, primary.effectMeasure)}</p>`}${primary.p === null ? undefined : html`<p class="interval">${pValue(primary.p)}</p>`}`;
  return html`<section class="summary" aria-labelledby="summary-title"${traceAttributes(trace)}><div class="figure-of-merit"><p class="measure">${effectName(primary.effectMeasure)} ${traceLink(trace)}</p>${estimate}</div>
<div class="words"><h2 id="summary-title">Conclusion</h2><p class="conclusion">${typeset(output.conclusion)}</p>
<p class="fine">Primary endpoint: ${labels.endpoint(primary.endpoint)}. ${primary.contrast === '' ? '' : `${sentence(primary.contrast)}. `}${labels.analysisSet(primary.analysisSet)}: ${groups.join('; ')}.${primary.assumed ? ' The model is an assumption of the protocol file, not a published fact.' : ''}</p>${stamp}</div></section>
`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
