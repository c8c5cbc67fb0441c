// The web application: its files as they were built, and its one page under every address that is no file and not /api.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Where the build of packages/web lies, beside the built server and beside its sources alike. */
const builtWeb = fileURLToPath(new URL('../../../web/dist/', import.meta.url));

/** Files of this server alone; styles that components add carry the nonce of their page; nothing is evaluated. */
const pagePolicy = (nonce: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    // Reports are pages of their own, which run no script.
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

/**
 * Adds the pages. The same page is answered to everybody at every address: what somebody may see comes from /api alone.
 *
 * @throws Error where packages/web was not built
 */
export async function addWebPages(app: FastifyInstance): Promise<void> {
  const file = join(builtWeb, 'index.html');
  await app.register(fastifyStatic, {
    root: join(builtWeb, 'assets'),
    prefix: '/assets/',
    index: false,
    preCompressed: true,
    // Names hold a digest of the content.
    setHeaders: (reply) => reply.setHeader('cache-control', 'public, max-age=31536000, immutable'),
    schemaHide: true,
  });
  // Both are read here so that a build that is missing is told at the start.
  readFileSync(file);
  const icon = readFileSync(join(builtWeb, 'favicon.svg'));
  const early = readFileSync(join(builtWeb, 'early.js'));
  app.get('/favicon.svg', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('image/svg+xml').header('cache-control', 'public, max-age=86400').send(icon),
  );
  app.get('/early.js', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(early),
  );
  const answer = { schema: { hide: true }, config: { rateLimit: false as const } };
  for (const url of ['/', '/*']) {
    app.get(url, answer, async (request, reply) => {
      if (request.url.startsWith('/api/')) return reply.callNotFound();
      const page = await readFile(file, 'utf8');
      const nonce = randomBytes(18).toString('base64');
      return reply
        .header('content-security-policy', pagePolicy(nonce))
        .type('text/html; charset=utf-8')
        .send(page.replace('{nonce}', nonce));
    });
  }
}
