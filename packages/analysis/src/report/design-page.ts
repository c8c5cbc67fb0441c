// A page on a trial's design, drawn from its protocol alone: schematic, sequences, schedule of activities.
import { type Protocol, plannedDayOfAnchor, type Visit } from '@equipoise/trial';
import { drawSchematic } from '../figure/schematic.js';
import { labelOf } from '../text.js';
import { type Html, html, trustedMarkup } from './html.js';
import { nameOf } from './label.js';
import { pageStyle, style } from './style.js';

/** One self-contained HTML page: the same bytes for the same protocol. */
export function renderDesignPage(protocol: Protocol): string {
  const title = `${protocol.acronym}: design and schedule of activities`;
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>${title}</title>
<style>
${trustedMarkup(style)}
${trustedMarkup(scheduleStyle)}
${trustedMarkup(pageStyle({ header: '', title, footerLeft: `${protocol.id} protocol ${protocol.version}`, footerRight: protocol.acronym }))}
</style>
</head>
<body>
<main>
<header><p class="kind">Design, protocol ${protocol.version}</p><h1><span class="acronym">${protocol.acronym}</span> ${labelOf(protocol.title, protocol.id)}</h1></header>
<figure class="block"><figcaption>Sequences, periods, administrations and visits</figcaption>${drawSchematic(protocol, null)}</figure>
${sequenceTable(protocol)}
${scheduleTable(protocol)}
</main>
</body>
</html>
`.markup;
}

const scheduleStyle = `.schedule{overflow-x:auto}
.schedule th,.schedule td{padding:.22rem .3rem}
.schedule td{text-align:center}
.schedule thead th{text-align:center;font-size:.92em}
.schedule thead th:first-child,.schedule tbody th{text-align:left}
.schedule tbody th{min-width:9rem}
.schedule .mark{font-weight:700}`;

function sequenceTable(protocol: Protocol): Html {
  return html`<div class="block"><table><caption>Treatment by sequence and period</caption>
<thead><tr><th scope="col">Sequence</th>${protocol.periods.map((period) => html`<th scope="col">${labelOf(period.name, period.id)}</th>`)}</tr></thead>
<tbody>${protocol.sequences.map((sequence) => html`<tr><th scope="row">${labelOf(sequence.name, sequence.id)}</th>${sequence.treatments.map((id) => html`<td>${nameOf(protocol.treatments, id)}</td>`)}</tr>`)}</tbody></table></div>`;
}

interface Activity {
  readonly name: string;
  readonly isAt: (visit: Visit) => boolean;
}

/** Rows are activities, columns planned visits; what is done as it happens stands in the note. */
function scheduleTable(protocol: Protocol): Html {
  const visits = protocol.visits.filter((visit) => visit.unscheduled !== true);
  const activities = activitiesOf(protocol).filter(({ isAt }) => visits.some(isAt));
  const asNeeded = protocol.forms.filter((form) => !visits.some((visit) => visit.forms.includes(form.id)));
  return html`<div class="block schedule"><table><caption>Schedule of activities</caption>
<thead>${periodHeads(protocol, visits)}<tr><th scope="col">Activity</th>${visits.map((visit) => html`<th scope="col">${labelOf(visit.name, visit.id)}</th>`)}</tr>
<tr><th scope="row">Day</th>${visits.map((visit) => html`<th>${dayText(visit)}</th>`)}</tr>
<tr><th scope="row">Window, days</th>${visits.map((visit) => html`<th>${windowText(visit)}</th>`)}</tr></thead>
<tbody>${activities.map(({ name, isAt }) => html`<tr><th scope="row">${name}</th>${visits.map((visit) => (isAt(visit) ? html`<td class="mark">×</td>` : html`<td></td>`))}</tr>`)}</tbody></table>
<p class="note">Days are counted from ${anchorsOf(protocol, visits)}. A window is the days before and after the planned day.</p>
${asNeeded.length === 0 ? undefined : html`<p class="note">Recorded as it happens: ${asNeeded.map((form) => labelOf(form.name, form.id)).join('; ')}.</p>`}</div>`;
}

function periodHeads(protocol: Protocol, visits: readonly Visit[]): Html {
  const runs: { readonly period: string | undefined; span: number }[] = [];
  for (const { period } of visits) {
    const last = runs.at(-1);
    if (last !== undefined && last.period === period) last.span += 1;
    else runs.push({ period, span: 1 });
  }
  return html`<tr class="groups"><td></td>${runs.map(({ period, span }) => html`<th scope="colgroup" colspan="${span}"><span>${period === undefined ? 'Before randomisation' : nameOf(protocol.periods, period)}</span></th>`)}</tr>`;
}

function activitiesOf(protocol: Protocol): readonly Activity[] {
  const [firstVisit] = protocol.visits;
  const consents = protocol.consents.map(
    (consent): Activity => ({
      name: labelOf(consent.name, consent.id),
      isAt: (visit) => visit.id === firstVisit?.id,
    }),
  );
  const forms = protocol.forms.map(
    (form): Activity => ({
      name: labelOf(form.name, form.id),
      isAt: (visit) => visit.forms.includes(form.id),
    }),
  );
  const administrations = protocol.administrations.map(
    (administration): Activity => ({
      name: labelOf(administration.name, administration.id),
      isAt: (visit) => isOnDay(protocol, visit, plannedDayOfAnchor(protocol, administration.id)),
    }),
  );
  return [...consents, ...forms, ...administrations];
}

function isOnDay(protocol: Protocol, visit: Visit, day: number | undefined): boolean {
  const anchorDay = plannedDayOfAnchor(protocol, visit.anchor);
  if (day === undefined || anchorDay === undefined || visit.offsetDays === undefined) return false;
  return anchorDay + visit.offsetDays === day;
}

function dayText(visit: Visit): string {
  if (visit.offsetDays === undefined) return '';
  return `${visit.offsetDays < 0 ? '−' : ''}${Math.abs(visit.offsetDays)}`;
}

function windowText({ windowDays }: Visit): string {
  if (windowDays === undefined) return '';
  return windowDays.before === windowDays.after ? `±${windowDays.after}` : `−${windowDays.before} +${windowDays.after}`;
}

function anchorsOf(protocol: Protocol, visits: readonly Visit[]): string {
  const anchors = [...new Set(visits.filter((visit) => visit.offsetDays !== undefined).map(({ anchor }) => anchor))];
  const names = anchors.map((anchor) => {
    const name = nameOf(protocol.administrations, anchor);
    const at = visits.filter((visit) => visit.anchor === anchor).map((visit) => labelOf(visit.name, visit.id));
    return `${name} (${at.join(', ')})`;
  });
  return names.length === 0 ? 'no anchor' : names.join('; ');
}
