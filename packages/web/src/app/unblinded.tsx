// The mark of pages that blinded people must not see: a frame, and who looks at them when, across the page.
import { useFormats } from '../language/format.js';
import { useSay } from '../language/message.js';

export function Unblinded({ name }: { readonly name: string }) {
  const say = useSay();
  const { instant } = useFormats();
  const when = `${say('shell.unblinded')} · ${instant(new Date().toISOString())}`;
  return (
    <>
      <div className="eq-unblinded-frame" aria-hidden />
      <div className="eq-watermark" aria-hidden style={{ backgroundImage: watermark([name, when]) }} />
    </>
  );
}

/** Drawn, not written: it is no text of the page, and has no contrast to keep. A long name has a line of its own. */
function watermark(lines: readonly [string, string]): string {
  const [first, second] = lines.map((line) => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="340"><g transform="rotate(-24 24 320)" font-family="sans-serif" font-size="17" font-weight="700" fill="#888"><text x="24" y="298">${first}</text><text x="24" y="320">${second}</text></g></svg>`;
  return `url("data:image/svg+xml,${encodeURIComponent(svg)}")`;
}
