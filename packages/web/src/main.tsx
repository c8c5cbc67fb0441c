// Where the application begins.
import './style/mantine.js';
import '@mantine/notifications/styles.css';
import './style/base.css';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { config } from 'zod/v4/core';
import { App } from './app/app.js';
import { returnFocus } from './app/focus-return.js';
import { pageNonce } from './app/nonce.js';

setNonce(pageNonce());
// The policy of the page forbids what zod would compile.
config({ jitless: true });
// After an upgrade the files of an open page are gone: it is loaded anew, once, before it does nothing.
window.addEventListener('vite:preloadError', (event) => {
  // Words for a "no" are no reason: whoever reads it keeps what was entered.
  if (event.payload.message.includes('/refusal-')) return;
  const last = Number(sessionStorage.getItem('equipoise.reloaded') ?? 0);
  if (Date.now() - last < 60_000) return;
  sessionStorage.setItem('equipoise.reloaded', String(Date.now()));
  window.location.reload();
});
returnFocus();
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no place for the application.');
createRoot(root).render(<App />);
