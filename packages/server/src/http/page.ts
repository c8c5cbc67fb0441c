// The status page: which trials there are, how far they are, where their reports are. No script, no treatment.
import { createHash } from 'node:crypto';
import type { SiteStatus, TrialStatus } from '../store/trial-status.js';
import { softwareVersion } from '../version.js';

const styles = `
:root { color-scheme: light dark; --ink: #1b2430; --soft: #566273; --line: #d5dbe3; --paper: #fbfcfd; --card: #ffffff; --accent: #0b5d6b; --note: #7a4a00; --noteBack: #fff4dc; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf3; --soft: #a9b4c2; --line: #35404d; --paper: #12181f; --card: #1a222b; --accent: #7fd3e0; --note: #ffd88a; --noteBack: #3a2f17; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; font-variant-numeric: tabular-nums; }
header, main, footer { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1.25rem; }
header { padding-bottom: 0; }
h1 { font-size: 1.4rem; margin: 0; letter-spacing: -0.01em; }
header p, footer { color: var(--soft); margin: 0.25rem 0 0; }
footer { font-size: 0.875rem; }
article { background: var(--card); border: 1px solid var(--line); border-radius: 0.6rem; padding: 1.25rem 1.5rem; margin-bottom: 1.25rem; }
h2 { font-size: 1.15rem; margin: 0; }
article > p { margin: 0.25rem 0 0; color: var(--soft); }
.numbers { display: flex; flex-wrap: wrap; gap: 0.5rem 2.25rem; margin: 1rem 0; padding: 0; }
.numbers div { display: flex; flex-direction: column-reverse; }
.numbers dt { color: var(--soft); font-size: 0.875rem; }
.numbers dd { margin: 0; font-size: 1.6rem; font-weight: 600; line-height: 1.2; }
.numbers dd.word { font-size: 1.1rem; line-height: 1.75; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1rem; }
caption { text-align: left; color: var(--soft); font-size: 0.875rem; padding-bottom: 0.25rem; }
th, td { text-align: right; padding: 0.3rem 0.6rem; border-top: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; padding-left: 0; font-weight: 400; }
thead th { border-top: 0; color: var(--soft); font-weight: 500; font-size: 0.875rem; }
.synthetic { display: inline-block; background: var(--noteBack); color: var(--note); border-radius: 0.3rem; padding: 0 0.5rem; font-size: 0.8rem; font-weight: 600; letter-spacing: 0.05em; }
a { color: var(--accent); }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
code { background: var(--noteBack); color: var(--note); padding: 0.1rem 0.35rem; border-radius: 0.25rem; }
.id { font-size: 0.8rem; color: var(--soft); overflow-wrap: anywhere; }
`;

/** Allows this page's own styles and nothing else. */
export const contentSecurityPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(styles).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The page with all trials. */
export function renderStatusPage(trials: readonly TrialStatus[]): string {
  const body =
    trials.length === 0
      ? '<article><h2>No trial yet</h2><p>Make one: <code>npx equipoise rehearse TRIAL</code></p></article>'
      : trials.map(renderTrial).join('\n');
  const n = trials.length;
  return renderPage('Equipoise', n === 0 ? 'ready' : `${n} trial${n === 1 ? '' : 's'} in the database`, body);
}

/** A page with one message and the way back. */
export function renderMessagePage(title: string, text: string): string {
  return renderPage(
    title,
    'Equipoise',
    `<article><p>${escapeHtml(text)}</p><p><a href="/status">All trials</a></p></article>`,
  );
}

function renderTrial(trial: TrialStatus): string {
  const stamp = trial.isSynthetic ? ' <span class="synthetic">SYNTHETIC</span>' : '';
  return `<article aria-labelledby="trial-${escapeHtml(trial.id)}">
<h2 id="trial-${escapeHtml(trial.id)}">${escapeHtml(trial.acronym)}${stamp}</h2>
<p>${escapeHtml(trial.title)}</p>
<dl class="numbers">
${renderNumber('screened', trial.screened)}
${renderNumber('randomised', trial.randomised)}
${renderNumber('open events on the record', trial.openEvents)}
${renderWord('status', trial.status)}
${renderWord('mode', trial.mode)}
${renderWord('protocol', `version ${trial.protocolVersion}`)}
</dl>
${renderSites(trial.sites)}
<p><a href="/status/trials/${escapeHtml(trial.id)}/report">Report</a> · <a href="/status/trials/${escapeHtml(trial.id)}/report.json">the same as JSON</a></p>
<p class="id">${escapeHtml(trial.id)}</p>
</article>`;
}

function renderNumber(label: string, value: number): string {
  return `<div><dt>${label}</dt><dd>${formatCount(value)}</dd></div>`;
}

function renderWord(label: string, value: string): string {
  return `<div><dt>${label}</dt><dd class="word">${escapeHtml(value)}</dd></div>`;
}

function renderSites(sites: readonly SiteStatus[]): string {
  if (sites.length === 0) return '';
  const rows = sites.map(
    (site) =>
      `<tr><th scope="row">${escapeHtml(site.name)}</th><td>${formatCount(site.screened)}</td><td>${formatCount(site.randomised)}</td></tr>`,
  );
  return `<table><caption>Participants by site</caption><thead><tr><th scope="col">Site</th><th scope="col">screened</th><th scope="col">randomised</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>`;
}

/** With narrow no-break spaces between thousands. */
function formatCount(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

function renderPage(title: string, line: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${styles}</style>
</head>
<body>
<header><h1>${escapeHtml(title)}</h1><p>${escapeHtml(line)}</p></header>
<main>
${body}
</main>
<footer>Equipoise ${softwareVersion} · this page shows nothing that depends on a treatment</footer>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
