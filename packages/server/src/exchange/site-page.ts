// The page of a site's archive: one HTML file without a script from elsewhere, to be read and searched without a network.
import { createHash } from 'node:crypto';

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:70rem;padding:1rem}
h1{margin:0}input{font:inherit;padding:.4rem .6rem;width:min(30rem,100%)}details.participant{border-top:1px solid #8888;padding:.4rem 0}
details.participant>summary{font-weight:600;cursor:pointer}h3{margin:1.2rem 0 .3rem}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #8886;padding:.25rem .5rem;text-align:left;vertical-align:top}th{font-weight:600}.quiet{opacity:.7}ol{margin:.2rem 0;padding-left:1.2rem}
.gone{text-decoration:line-through}@media print{input{display:none}details>*{display:block}}`;

const script = `'use strict';
const box = document.getElementById('search'), count = document.getElementById('count');
const all = [...document.querySelectorAll('details.participant')].map((e) => [e, e.textContent.toLowerCase()]);
const show = () => {
  const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const [e, text] of all) { e.hidden = !words.every((w) => text.includes(w)); shown += e.hidden ? 0 : 1; }
  count.textContent = shown + ' of ' + all.length + ' participants';
};
box.addEventListener('input', show); show();
addEventListener('beforeprint', () => all.forEach(([e]) => { e.open = true; }));`;

const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Text as HTML shows it. */
export function escapeHtml(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** What comes before the participants. A page that asks for anything from elsewhere gets nothing. */
export function pageHead({ title, facts }: { readonly title: string; readonly facts: readonly string[] }): string {
  const policy = `default-src 'none'; style-src ${digest(style)}; script-src ${digest(script)}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><header><h1>${escapeHtml(title)}</h1>${facts.map((fact) => `<p class="quiet">${escapeHtml(fact)}</p>`).join('')}
<p><label>Search <input id="search" type="search" autocomplete="off"></label> <span id="count"></span></p></header><main>
`;
}

/** What comes after them. */
export function pageFoot(): string {
  return `</main><script>${script}</script></body></html>\n`;
}

/** A table; cells are HTML. */
export function htmlTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = header.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join('');
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n');
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>\n`;
}
