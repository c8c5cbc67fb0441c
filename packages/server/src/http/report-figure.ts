// The figures of a report, one by one: drawings that stand in a page of their own, with number and caption.

/** A figure as the report has it. */
export interface ReportFigure {
  readonly id: string;
  readonly number: number;
  readonly caption: string;
  /** With its title and description. */
  readonly svg: string;
}

const figurePattern =
  /<figure class="block" id="([^"]*)"[^>]*><figcaption><span class="number">Figure (\d+)<\/span>(.*?)<\/figcaption>[\s\S]*?(<svg[\s\S]*?<\/svg>)/g;

/** The figures of a report that `renderReport` made, in its order. */
export function figuresOf(report: string): readonly ReportFigure[] {
  return [...report.matchAll(figurePattern)].map(([, id = '', number = '0', caption = '', svg = '']) => ({
    ...{ id, number: Number(number), caption: textOf(caption) },
    svg: svg.includes('xmlns=') ? svg : svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"'),
  }));
}

/** The words of our own markup: without the link to the trace, and the stamp that stands in the drawing's page. */
function textOf(markup: string): string {
  return markup
    .replace(/<a [^>]*>.*?<\/a>/g, '')
    .replace(/<span class="stamp">.*?<\/span>/g, '')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
}
