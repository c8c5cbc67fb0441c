// The blocks that sections are built of: numbered tables and figures, each with its caption, stamp and trace.
import type { ReportContext } from './context.js';
import { attributes, type Html, type HtmlPart, html } from './html.js';
import { type TraceEntry, traceAttributes, traceLink } from './trace.js';

export interface Column {
  readonly text: HtmlPart;
  readonly isText?: boolean;
}

export interface TableRow {
  readonly head: HtmlPart;
  /** A line under the head. */
  readonly sub?: string;
  readonly cells: readonly HtmlPart[];
  /** A heading over the rows that follow (no cells), a row that stands under one, or a total. */
  readonly kind?: 'heading' | 'indented' | 'total';
  readonly trace?: TraceEntry | undefined;
}

export interface TableInput {
  readonly id: string;
  readonly caption: string;
  /** Heads over several columns: text and how many columns, the first column not counted. */
  readonly groups?: readonly { readonly text: string; readonly span: number }[];
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
  readonly notes?: readonly HtmlPart[];
  readonly trace?: TraceEntry | undefined;
}

/** A numbered table; one that is long may break between rows, a short one stays on its page. */
export function table(context: ReportContext, input: TableInput): Html {
  const number = context.nextTable();
  const width = input.columns.length;
  const groups =
    input.groups === undefined
      ? undefined
      : html`<tr class="groups"><td></td>${input.groups.map((group) => html`<th scope="colgroup" colspan="${group.span}">${group.text === '' ? undefined : html`<span>${group.text}</span>`}</th>`)}</tr>`;
  return html`<div class="block${input.rows.length > 26 ? ' long' : ''}" id="${input.id}"><table${traceAttributes(input.trace)}><caption><span class="number">Table ${number}</span> ${input.caption} ${traceLink(input.trace)}${stampLine(context)}</caption><thead>${groups}<tr>${input.columns.map((column, index) => html`<th scope="col"${columnClass(column, index)}>${column.text}</th>`)}</tr></thead><tbody>${input.rows.map((row) => renderRow(row, input.columns, width))}</tbody></table>${notes(input.notes)}</div>
`;
}

/** A numbered figure around a drawing. */
export function figure(
  context: ReportContext,
  input: {
    readonly id: string;
    readonly caption: string;
    readonly drawing: Html;
    readonly notes?: readonly HtmlPart[];
    readonly trace?: TraceEntry | undefined;
  },
): Html {
  const number = context.nextFigure();
  return html`<figure class="block" id="${input.id}"${traceAttributes(input.trace)}><figcaption><span class="number">Figure ${number}</span> ${input.caption} ${traceLink(input.trace)}${stampLine(context)}</figcaption>${input.drawing}${notes(input.notes)}</figure>
`;
}

/** A section with its heading. */
export function section(id: string, title: string, ...body: readonly HtmlPart[]): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
${body}</section>
`;
}

/** A list of terms and what they mean. */
export function facts(entries: readonly (readonly [string, HtmlPart, 'wide'?])[]): Html {
  return html`<dl class="facts">${entries.map(([term, value, look]) => html`<div${attributes({ class: look })}><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function stampLine(context: ReportContext): Html | undefined {
  return context.stamp === null ? undefined : html`<span class="stamp">${context.stamp}</span>`;
}

function renderRow(row: TableRow, columns: readonly Column[], width: number): Html {
  const rowClass = attributes({ class: row.kind });
  if (row.kind === 'heading' && row.cells.length === 0) {
    return html`<tr${rowClass}><th scope="colgroup" colspan="${width}">${row.head}</th></tr>`;
  }
  return html`<tr${rowClass}${traceAttributes(row.trace)}><th scope="row">${row.head} ${traceLink(row.trace)}${row.sub === undefined || row.sub === '' ? undefined : html`<span class="sub">${row.sub}</span>`}</th>${row.cells.map((cell, index) => html`<td${columnClass(columns[index + 1], index + 1)}>${cell}</td>`)}</tr>`;
}

function columnClass(column: Column | undefined, index: number): Html {
  return attributes({ class: index === 0 || column?.isText === true ? undefined : 'number' });
}

function notes(parts: readonly HtmlPart[] | undefined): readonly Html[] {
  return (parts ?? []).map((part) => html`<p class="note">${part}</p>`);
}
