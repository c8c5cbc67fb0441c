// HTML by tagged template: everything that is interpolated is escaped, unless it is HTML already.

/** Markup that is safe to put into a page as it is. Made by `html`, `attributes` and `trustedMarkup` only. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }

  toString(): string {
    return this.markup;
  }
}

/** What a template takes: text is escaped, markup is not, lists are joined, undefined and null vanish. */
export type HtmlPart = Html | string | number | null | undefined | readonly HtmlPart[];

/** Markup of a template; text between its parts is taken as markup. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  let markup = strings[0] ?? '';
  parts.forEach((part, index) => {
    markup += render(part) + (strings[index + 1] ?? '');
  });
  return new Html(markup);
}

/** Marks a string as markup: only for markup that our own code has made. */
export function trustedMarkup(markup: string): Html {
  return new Html(markup);
}

/** Attributes with a leading space each; those that are undefined vanish. */
export function attributes(values: Readonly<Record<string, string | number | undefined>>): Html {
  return new Html(
    Object.entries(values)
      .filter((entry): entry is [string, string | number] => entry[1] !== undefined)
      .map(([name, value]) => ` ${name}="${escapeText(String(value))}"`)
      .join(''),
  );
}

/** Text made safe for the content of an element and for a quoted attribute, in HTML and in XML. */
export function escapeText(text: string): string {
  return withoutControls(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A quoted CSS string: for `content`, where text of the protocol goes into the style sheet. */
export function cssString(text: string): string {
  const escaped = Array.from(withoutControls(text).replace(/[\n\t]/g, ' '), (character) =>
    /[\\"'<>&]/.test(character) ? `\\${character.codePointAt(0)?.toString(16).padStart(6, '0')}` : character,
  );
  return `"${escaped.join('')}"`;
}

function render(part: HtmlPart): string {
  if (part === null || part === undefined) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'string' || typeof part === 'number') return escapeText(String(part));
  return part.map(render).join('');
}

/** Control characters are not allowed in HTML or XML, escaped or not. */
function withoutControls(text: string): string {
  return Array.from(text)
    .filter((character) => character >= ' ' || character === '\n' || character === '\t')
    .join('');
}
