// The report: one self-contained HTML file, fit to print, the same bytes for the same output and protocol.
import type { Protocol } from '@equipoise/trial';
import type { AnalysisOutput } from '../output.js';
import { createContext, dummyArmsText, type ReportContext } from './context.js';
import { type Html, html, trustedMarkup } from './html.js';
import { assumptionSection, traceSection } from './section-appendix.js';
import { conductSection } from './section-conduct.js';
import { designSection } from './section-design.js';
import { participantSection } from './section-participant.js';
import { primarySection } from './section-primary.js';
import { provenanceSection } from './section-provenance.js';
import { safetySection } from './section-safety.js';
import { secondarySection } from './section-secondary.js';
import { titleSection } from './section-title.js';
import { pageStyle, style } from './style.js';

const contents = [
  ['design', 'Design'],
  ['participants', 'Participants'],
  ['primary', 'Primary endpoint'],
  ['secondary', 'Secondary endpoints'],
  ['safety', 'Safety'],
  ['conduct', 'Conduct'],
  ['provenance', 'Provenance'],
  ['assumptions', 'Assumptions'],
  ['trace', 'Trace'],
] as const;

/**
 * Renders the report of an analysis. The file needs nothing but itself: no script, no font, no picture from elsewhere. Made data and
 * dummy arms are stamped on every page, table and figure. Numbers come from `output` alone, words from `protocol`.
 */
export async function renderReport(output: AnalysisOutput, protocol: Protocol): Promise<string> {
  const context = createContext(output, protocol);
  const body = [
    titleSection(context),
    navigation(),
    await designSection(context),
    await participantSection(context),
    await primarySection(context),
    await secondarySection(context),
    await safetySection(context),
    conductSection(context),
    provenanceSection(context),
    assumptionSection(context),
    traceSection(context),
  ];
  const title = `${output.acronym}: statistical report`;
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>${context.stamp === null ? title : `${title} (${context.stamp})`}</title>
<style>
${trustedMarkup(style)}
${trustedMarkup(pageStyle({ header: context.stamp ?? '', title, footerLeft: `snapshot ${output.snapshot.hash}`, footerRight: versions(context) }))}
</style>
</head>
<body>
${banners(context)}
<main>
${body}
</main>
<footer class="screen-footer"><p>Snapshot <code>${output.snapshot.hash}</code></p><p>${versions(context)}</p></footer>
</body>
</html>
`.markup;
}

function versions(context: ReportContext): string {
  const { output } = context;
  return `${output.trial} protocol ${output.protocolVersion}, Equipoise ${output.softwareVersion}`;
}

function navigation(): Html {
  return html`<nav aria-label="Contents"><ol>${contents.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ol></nav>
`;
}

/** On screens a banner that stays in sight; on paper a watermark on each page, beside the line in the page's margin. */
function banners(context: ReportContext): Html {
  if (context.stamp === null) return html``;
  const words = [
    context.output.synthetic || context.output.stamp !== null ? 'SYNTHETIC' : undefined,
    context.output.dummyArms ? 'DUMMY ARMS' : undefined,
  ].filter((each) => each !== undefined);
  const explained = context.output.dummyArms
    ? html`<p class="dummy-arms" role="note">${dummyArmsText}. Every comparison in this report is meaningless until the trial is unblinded.</p>`
    : undefined;
  return html`<div class="banner" role="note">${context.stamp}</div><div class="watermark" aria-hidden="true">${words.map((word) => html`<span>${word}</span>`)}</div>${explained}`;
}
