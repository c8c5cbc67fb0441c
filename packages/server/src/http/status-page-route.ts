// The status page and the reports of an installation on one's own computer: for a browser on it, and nobody else.
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { isFromLoopback } from './guard.js';
import { contentSecurityPolicy as pagePolicy, renderMessagePage, renderStatusPage } from './page.js';
import type { PageSource } from './source.js';

/** A report is one file with its styles and figures inside; it runs no script. */
const reportPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const trialIdPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Adds `/status`, `/status/trials/{id}/report` and `/status/trials/{id}/report.json`.
 *
 * @param log gets one line for each unexpected error, with the id that the answer showed
 */
export async function addStatusPages(
  app: FastifyInstance,
  { source, log }: { readonly source: PageSource; readonly log: (line: string) => void },
): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers({ 'content-security-policy': pagePolicy, 'cache-control': 'no-store' });
    if (!isFromLoopback(request))
      return sendHtml(
        reply.code(403),
        renderMessagePage('Only here', 'These pages are for the computer on which the program runs.'),
      );
    return undefined;
  });
  app.setErrorHandler(async (error: Error, _request, reply) => {
    const id = randomUUID();
    log(`${id} ${error.stack ?? error.message}`);
    const text = `Something went wrong that should not have. The server's log tells more under ${id}.`;
    return sendHtml(reply.code(500), renderMessagePage('A fault of the program', text));
  });
  app.get('/status', { schema: { hide: true } }, async (_request, reply) =>
    sendHtml(reply, renderStatusPage(await source.listTrials())),
  );
  app.get<{ Params: { id: string } }>(
    '/status/trials/:id/report',
    { schema: { hide: true } },
    async (request, reply) => {
      const report = trialIdPattern.test(request.params.id) ? await source.findReport(request.params.id) : undefined;
      if (report === undefined)
        return sendHtml(
          reply.code(404),
          renderMessagePage('Not found', 'There is no such page: the list of trials leads on.'),
        );
      return sendHtml(reply.header('content-security-policy', reportPolicy), report);
    },
  );
  app.get<{ Params: { id: string } }>(
    '/status/trials/:id/report.json',
    { schema: { hide: true } },
    async (request, reply) => {
      const json = trialIdPattern.test(request.params.id) ? await source.findReportJson(request.params.id) : undefined;
      if (json === undefined) return reply.code(404).send({ error: 'There is no such trial.' });
      return reply.type('application/json; charset=utf-8').send(json);
    },
  );
}

function sendHtml(reply: FastifyReply, html: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(html);
}
