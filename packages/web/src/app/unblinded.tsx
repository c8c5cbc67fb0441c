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
      <div className="eq-watermark" aria-hidden>
        {Array.from({ length: 12 }, (_, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: places never move.
          <span key={place}>{text}</span>
        ))}
      </div>
    </>
  );
}
