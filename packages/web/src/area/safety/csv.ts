// Cells of a CSV file as text: quotes, commas or semicolons between cells, line breaks within quotes.

/** Lines of cells; the first is the head. Which character stands between cells is told by the head. */
export function readCsv(file: string): readonly (readonly string[])[] {
  const text = file.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const head = text.split('\n', 1)[0] ?? '';
  const between = [';', '\t'].find((one) => !head.includes(',') && head.includes(one)) ?? ',';
  const lines: string[][] = [];
  let line: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let place = 0; place < text.length; place++) {
    const character = text[place]!;
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text[place + 1] === '"') {
        cell += '"';
        place++;
      } else isQuoted = false;
    } else if (character === '"' && cell === '') isQuoted = true;
    else if (character === between) {
      line.push(cell);
      cell = '';
    } else if (character === '\n') {
      lines.push([...line, cell]);
      line = [];
      cell = '';
    } else cell += character;
  }
  if (cell !== '' || line.length > 0) lines.push([...line, cell]);
  return lines.filter((cells) => cells.some((one) => one.trim() !== ''));
}
