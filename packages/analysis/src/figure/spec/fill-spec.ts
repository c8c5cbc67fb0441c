// Puts words and data into the template of a figure. The web application has an equal of this; both are held to the same cases.
import type { TopLevelSpec } from 'vega-lite';

/** A row of a dataset: text with several lines is a list. */
type FigureRow = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** What a template lacks: the rows of each dataset that it names, and the text of each word that stands in it as `{word}`. */
export interface SpecFilling {
  readonly datasets: Readonly<Record<string, readonly FigureRow[]>>;
  readonly words: Readonly<Record<string, string>>;
}

/**
 * A specification that can be drawn. A text of the template is replaced where it is a placeholder as a whole, `{word}`; what is put in
 * is not looked at again. @throws RangeError naming the first word or dataset that is not given
 */
export function fillSpec(template: TopLevelSpec, { datasets, words }: SpecFilling): TopLevelSpec {
  const given = <T>(from: Readonly<Record<string, T>>, name: string): T => {
    if (!Object.hasOwn(from, name)) throw new RangeError(`The figure needs "${name}".`);
    return from[name]!;
  };
  const fill = (part: unknown): unknown => {
    if (typeof part === 'string') return /^\{\w+\}$/.test(part) ? given(words, part.slice(1, -1)) : part;
    if (Array.isArray(part)) return part.map(fill);
    if (typeof part !== 'object' || part === null) return part;
    const { data } = part as { readonly data?: { readonly name?: string } };
    if (data?.name !== undefined) given(datasets, data.name);
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, fill(value)]));
  };
  return { ...(fill(template) as TopLevelSpec), datasets } as TopLevelSpec;
}
