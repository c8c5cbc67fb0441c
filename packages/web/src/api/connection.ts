// Whether the server answers: told by every request, by the open stream of events, and by the device.
import { useEffect, useState } from 'react';
import { signals } from './http.js';

/** False from the first request that was lost until the next that is answered. */
export function useConnection(): boolean {
  const [isConnected, setConnected] = useState(navigator.onLine);
  useEffect(() => {
    const lost = () => setConnected(false);
    const heard = () => setConnected(true);
    signals.addEventListener('lost', lost);
    signals.addEventListener('heard', heard);
    window.addEventListener('offline', lost);
    window.addEventListener('online', heard);
    return () => {
      signals.removeEventListener('lost', lost);
      signals.removeEventListener('heard', heard);
      window.removeEventListener('offline', lost);
      window.removeEventListener('online', heard);
    };
  }, []);
  return isConnected;
}
