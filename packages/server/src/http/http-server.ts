// The web server of one installation, on this computer only.
import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { StartupProblem } from '../embedded/startup-problem.js';
import { contentSecurityPolicy as pagePolicy, renderMessagePage, renderStatusPage } from './page.js';
import type { PageSource } from './source.js';

/** A server that listens. */
export interface HttpServer {
  /** http://127.0.0.1:4300 */
  readonly url: string;
  /** Ends open requests in peace, then stops listening. */
  close(): Promise<void>;
}

const loopback = '127.0.0.1';
/** A report is one file with its styles and figures inside; it runs no script. */
const reportPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const trialIdPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Starts the web server.
 *
 * @param options.port 0 takes any free one
 * @param options.log gets one line for each unexpected error, with the id that the answer showed
 * @throws StartupProblem `port-in-use`, `no-permission`
 */
export async function openHttpServer(options: {
  readonly source: PageSource;
  readonly port: number;
  readonly log: (line: string) => void;
}): Promise<HttpServer> {
  const app = makeApp(options.source, options.log);
  try {
    const url = await app.listen({ host: loopback, port: options.port });
    return { url, close: () => app.close() };
  } catch (error) {
    await app.close();
    throw explainListenError(error, options.port);
  }
}

/** The routes, apart from the listening; for tests. */
export function makeApp(source: PageSource, log: (line: string) => void): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: 1_048_576 });
  app.addHook('onRequest', async (request, reply) => {
    // A page elsewhere can't reach this server under a name of its own (DNS rebinding).
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '')) {
      return reply.code(421).type('text/plain').send('This server answers to 127.0.0.1 and localhost only.\n');
    }
    reply.headers({
      'content-security-policy': pagePolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    return undefined;
  });
  app.get('/healthz', async (_request, reply) =>
    (await source.isReady()) ? { status: 'ok' } : reply.code(503).send({ status: 'the database does not answer' }),
  );
  app.get('/', async (_request, reply) => sendHtml(reply, renderStatusPage(await source.listTrials())));
  app.get<{ Params: { id: string } }>('/trials/:id/report', async (request, reply) => {
    const report = trialIdPattern.test(request.params.id) ? await source.findReport(request.params.id) : undefined;
    if (report === undefined) return sendNotFound(reply);
    return sendHtml(reply.header('content-security-policy', reportPolicy), report);
  });
  app.get<{ Params: { id: string } }>('/trials/:id/report.json', async (request, reply) => {
    const json = trialIdPattern.test(request.params.id) ? await source.findReportJson(request.params.id) : undefined;
    if (json === undefined) return reply.code(404).send({ error: 'There is no such trial.' });
    return reply.type('application/json; charset=utf-8').send(json);
  });
  app.setNotFoundHandler((_request, reply) => sendNotFound(reply));
  app.setErrorHandler((error: Error & { readonly statusCode?: number }, _request, reply) => {
    if (error.statusCode !== undefined && error.statusCode < 500) {
      return reply.code(error.statusCode).type('text/plain').send('The request can not be read.\n');
    }
    const id = randomUUID();
    log(`${id} ${error.stack ?? error.message}`);
    const text = `Something went wrong that should not have. The server's log tells more under ${id}.`;
    return sendHtml(reply.code(500), renderMessagePage('A fault of the program', text));
  });
  return app;
}

function sendHtml(reply: FastifyReply, html: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(html);
}

function sendNotFound(reply: FastifyReply): FastifyReply {
  return sendHtml(
    reply.code(404),
    renderMessagePage('Not found', 'There is no such page: the list of trials leads on.'),
  );
}

/** What it means that nothing can listen on a port, in one sentence. */
export function explainListenError(error: unknown, port: number, address = loopback): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') {
    return new StartupProblem(
      'port-in-use',
      `Port ${port} on ${address} is in use: stop the program that uses it, or choose another one with PORT=${port + 1}.`,
      { cause: error },
    );
  }
  if (code === 'EACCES') {
    return new StartupProblem(
      'no-permission',
      `No permission to listen on port ${port}: choose one above 1023 with PORT=4300.`,
      { cause: error },
    );
  }
  return error;
}
