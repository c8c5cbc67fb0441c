// What is checked of every request before anybody looks at what it asks for: name of the host, origin, number of requests.
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from './problem.js';
import type { HttpSettings } from './settings.js';

const loopbackHosts = ['127.0.0.1', 'localhost', '[::1]'];
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Adds the checks to the whole server. */
export async function addGuards(app: FastifyInstance, settings: HttpSettings): Promise<void> {
  const hosts = new Set([
    ...loopbackHosts,
    ...settings.allowedHosts.map((host) => host.toLowerCase()),
    ...ownHost(settings),
  ]);
  app.addHook('onRequest', async (request) => {
    // A page elsewhere can't reach this server under a name of its own (DNS rebinding).
    if (!hosts.has(hostName(request.host))) throw new HttpProblem('host-unknown');
    if (!safeMethods.has(request.method)) refuseCrossSite(request, settings);
  });
  await app.register(rateLimit, { global: false });
  const count = app.createRateLimit({
    max: settings.requestsPerMinute.perAddress,
    timeWindow: '1 minute',
    keyGenerator: (request) => `address ${request.ip}`,
  });
  // Whatever is asked for, also what is not there, and before anybody looks who asks: a limit of routes would come after.
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.rateLimit === false) return;
    const limit = await count(request);
    if (!limit.isAllowed && limit.isExceeded) throw tooMany(limit.ttl);
  });
}

/** The problem of somebody who asks too often. @param ttlMs until it is better */
export function tooMany(ttlMs: number): HttpProblem {
  const seconds = Math.max(1, Math.ceil(ttlMs / 1000));
  return new HttpProblem('too-many-requests', {
    detail: `Too many requests; try again in ${seconds} s.`,
    facts: { retryAfterSeconds: seconds },
    headers: { 'retry-after': String(seconds) },
  });
}

/** Whether a request comes from this very computer, and not through a proxy that runs on it. */
export function isFromLoopback(request: FastifyRequest): boolean {
  const { remoteAddress } = request.raw.socket;
  const isForwarded = 'x-forwarded-for' in request.headers || 'forwarded' in request.headers;
  return !isForwarded && /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(remoteAddress ?? '');
}

/**
 * A browser sends the cookie of a session with requests that pages of others make: who changes something must come
 * from our own pages (Sec-Fetch-Site, else Origin). A program that sends a token and no cookie has no such page.
 */
function refuseCrossSite(request: FastifyRequest, settings: HttpSettings): void {
  const site = request.headers['sec-fetch-site'];
  const { origin } = request.headers;
  if (site !== undefined && site !== 'same-origin') throw new HttpProblem('cross-site');
  if (origin !== undefined && !isOwnOrigin(origin, request, settings)) throw new HttpProblem('cross-site');
  if (site === undefined && origin === undefined && request.headers.cookie !== undefined) {
    throw new HttpProblem('cross-site', { detail: 'A request with a cookie that changes something names its Origin.' });
  }
}

function isOwnOrigin(origin: string, request: FastifyRequest, settings: HttpSettings): boolean {
  const own = `${request.protocol}://${request.host}`;
  return origin === own || origin === settings.publicUrl;
}

function ownHost({ publicUrl }: HttpSettings): readonly string[] {
  return publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
}

function hostName(host: string | undefined): string {
  return (host ?? '').toLowerCase().replace(/:\d+$/, '');
}
