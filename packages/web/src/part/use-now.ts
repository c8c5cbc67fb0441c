// The present, told again at each tick, for countdowns and stopwatches.
import { useEffect, useState } from 'react';

/** Milliseconds since 1970, told again each so many milliseconds. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return now;
}
