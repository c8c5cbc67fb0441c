// How the web application is built: static files that the server sends; no source maps, nothing from elsewhere.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    sourcemap: false,
    // A server that runs meanwhile still has its files; `prepare` removes what is old.
    emptyOutDir: false,
    // Nothing may stand in the page itself: the policy allows files of this server alone.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
});
