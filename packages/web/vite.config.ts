// How the web application is built: static files that the server sends; no source maps, nothing from elsewhere.
import { readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Smaller files are sent as they are. */
const worthBytes = 1024;

/** Beside each file the same, compressed: the server sends what a browser takes. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle: ({ dir = '' }, bundle) => {
      for (const name of Object.keys(bundle).filter((each) => /\.(js|css)$/.test(each))) {
        const content = readFileSync(`${dir}/${name}`);
        if (content.length < worthBytes) continue;
        writeFileSync(`${dir}/${name}.br`, brotliCompressSync(content));
        writeFileSync(`${dir}/${name}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), compressed()],
  build: {
    target: 'es2022',
    sourcemap: false,
    // A server that runs meanwhile still has its files; `prepare` removes what is old.
    emptyOutDir: false,
    // Nothing may stand in the page itself: the policy allows files of this server alone.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        // A name of all pages that share a file would be long.
        chunkFileNames: ({ name }) => `assets/${name.replace(/~.*$/, '')}-[hash].js`,
        // Each file costs a browser some milliseconds: what every page needs is one, and what pages share are few.
        codeSplitting: {
          groups: [
            { name: 'core', tags: ['$initial'], priority: 2 },
            { name: 'shared', minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 4000 },
          ],
        },
      },
    },
  },
});
