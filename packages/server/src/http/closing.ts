// The end of a web server: what is under way is answered, then every connection is let go, also those that wait for nothing.
import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** How long answers that are under way may take. */
const patienceMs = 15_000;
const lookEveryMs = 25;

/**
 * Lets the server close in time. Node's own closing waits for connections on which nothing was asked yet; browsers
 * open such ones ahead, and they would hold the server for a minute.
 */
export function closeInTime(app: FastifyInstance): void {
  const underWay = new Set<ServerResponse>();
  let sweep: NodeJS.Timeout | undefined;
  app.addHook('onRequest', async (_request, { raw }) => {
    underWay.add(raw);
    raw.once('close', () => underWay.delete(raw));
  });
  app.addHook('preClose', async () => {
    const giveUpAt = performance.now() + patienceMs;
    sweep = setInterval(() => {
      if (underWay.size === 0 || performance.now() > giveUpAt) app.server.closeAllConnections();
    }, lookEveryMs);
  });
  app.addHook('onClose', async () => clearInterval(sweep));
}
