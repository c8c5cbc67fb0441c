// Cookies between Fastify and better-auth.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestFacts } from './context.js';

/** What better-auth is told of a request: its cookies and its browser, nothing else. */
export function requestFacts(request: FastifyRequest): RequestFacts {
  const headers = new Headers();
  if (request.headers.cookie !== undefined) headers.set('cookie', request.headers.cookie);
  const browser = request.headers['user-agent'];
  if (browser !== undefined) headers.set('user-agent', browser.slice(0, 300));
  return { headers, address: request.ip };
}

/** Sets on an answer what better-auth set. */
export function setCookies(reply: FastifyReply, headers: Headers): void {
  const cookies = headers.getSetCookie();
  if (cookies.length > 0) reply.header('set-cookie', cookies);
}

/** The request headers of a browser that has just taken the cookies of an answer, and had none before. */
export function asNextRequest(answer: Headers, request: Headers): Headers {
  const pairs = answer
    .getSetCookie()
    .filter((cookie) => !/;\s*max-age=0(;|$)/i.test(cookie))
    .map((cookie) => cookie.split(';', 1)[0] as string);
  const headers = new Headers({ cookie: pairs.join('; ') });
  const browser = request.get('user-agent');
  if (browser !== null) headers.set('user-agent', browser);
  return headers;
}
