// Width of text without a canvas, so that boxes fit their words on every machine.

/** Advance widths of Helvetica for ASCII 32 to 126, in thousandths of the font size (Adobe's font metrics, 1990). */
const widths = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];

const unknownWidth = 600;
const boldFactor = 1.07;

/** Width of a line of text in the unit of `size`. */
export function textWidth(text: string, size: number, isBold = false): number {
  let sum = 0;
  for (const character of text) sum += widths[(character.codePointAt(0) ?? 0) - 32] ?? unknownWidth;
  return (sum / 1000) * size * (isBold ? boldFactor : 1);
}

/** The text broken into lines no wider than `width`; a single word that is wider is cut at the last letter that fits. */
export function wrapText(text: string, width: number, size: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).flatMap((each) => cutWord(each, width, size))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer, size) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** The same number of lines as `wrapText` needs, but of nearly equal widths: no last line of one short word. */
export function wrapEvenly(text: string, width: number, size: number): readonly string[] {
  const lines = wrapText(text, width, size);
  let best = lines;
  const widestWord = Math.max(0, ...text.split(/\s+/).map((word) => textWidth(word, size)));
  for (let narrower = width - size / 2; narrower >= widestWord && narrower > 0; narrower -= size / 2) {
    const tried = wrapText(text, narrower, size);
    if (tried.length > lines.length) break;
    best = tried;
  }
  return best;
}

function cutWord(word: string, width: number, size: number): readonly string[] {
  if (textWidth(word, size) <= width) return [word];
  const pieces: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && textWidth(piece + character, size) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
}
