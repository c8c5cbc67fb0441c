// Provenance: which record, which protocol, which software made this report, and how to make it again.
import { facts, section } from './block.js';
import type { ReportContext } from './context.js';
import { type Html, type HtmlPart, html } from './html.js';

/** Section "Provenance". */
export function provenanceSection(context: ReportContext): Html {
  const { output } = context;
  const { origin, plan } = output;
  const entries: (readonly [string, HtmlPart] | undefined)[] = [
    ['Snapshot', html`<code>${output.snapshot.hash}</code>`],
    ['Events in the snapshot', String(output.snapshot.events)],
    ['Trial', html`<code>${output.trialId}</code>, mode ${output.mode}${output.synthetic ? ', made data' : undefined}`],
    ['Data cut', output.cut ?? 'none: the whole record'],
    [
      'Protocol',
      html`${output.trial}, version ${output.protocolVersion}, digest <code>${output.protocolDigest}</code>`,
    ],
    ['Software', `Equipoise ${output.softwareVersion}`],
    origin.scenario === undefined ? undefined : ['Scenario', origin.scenario],
    origin.seed === undefined ? undefined : ['Seed', String(origin.seed)],
    origin.source === undefined ? undefined : ['Source', origin.source],
    [
      'Analysis plan',
      plan.committed
        ? html`committed${plan.committedAt === null ? '' : ` ${plan.committedAt}`}${plan.digest === null ? undefined : html`, digest <code>${plan.digest}</code>`}`
        : 'not committed before the arms were known',
    ],
    ['Arms', armsText(context)],
  ];
  return section(
    'provenance',
    'Provenance',
    facts(entries.filter((each) => each !== undefined)),
    html`<h3>How to make this report again</h3><p>With the same record and the same version of the software, the analysis and the export give the same bytes:</p><pre>${commandsOf(context).join('\n')}</pre>`,
  );
}

function armsText(context: ReportContext): string {
  const { dummyArms, plan } = context.output;
  if (dummyArms) return 'dummy arms, dealt at random: the trial is still blind';
  return plan.unblindedAt === null ? 'actual' : `actual, opened ${plan.unblindedAt}`;
}

function commandsOf(context: ReportContext): readonly string[] {
  const { trial, origin, mode, cut } = context.output;
  const seed = origin.seed === undefined ? '' : ` --seed ${origin.seed}`;
  const makes =
    mode === 'imported'
      ? [`npx equipoise import ${trial}`]
      : origin.scenario === undefined
        ? []
        : [`npx equipoise rehearse ${trial} --scenario ${origin.scenario}${seed}`];
  const scope = cut === null ? '' : ` --cut ${cut}`;
  return [
    ...makes,
    `npx equipoise analyse ${trial}${scope} --json out.json --report report.html`,
    `npx equipoise export ${trial} --analysis-data analysis-data`,
  ];
}
