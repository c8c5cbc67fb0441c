// The mark of pages that blinded people must not see: a frame, and who looks at them when, across the page.
import { useFormats } from '../language/format.js';
import { useSay } from '../language/message.js';

export function Unblinded({ name }: { readonly name: string }) {
  const say = useSay();
  const { instant } = useFormats();
  const text = `${say('shell.unblinded')} · ${name} · ${instant(new Date().toISOString())}`;
  return (
    <>
      <div className="eq-unblinded-frame" aria-hidden />
      <div className="eq-watermark" aria-hidden style={{ backgroundImage: watermark(text) }} />
    </>
  );
}

/** Drawn, not written: it is no text of the page, and has no contrast to keep. */
function watermark(text: string): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="320"><text x="24" y="300" transform="rotate(-24 24 300)" font-family="sans-serif" font-size="17" font-weight="700" fill="#888">${safe}</text></svg>`;
  return `url("data:image/svg+xml,${encodeURIComponent(svg)}")`;
}
