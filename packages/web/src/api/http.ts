// Requests to the server: JSON out and in; every "no" is a Problem, a lost connection is ConnectionLost.
import { loadRefusals } from '../language/refusal.js';
import { takeEarly } from './early.js';
import type { Routes } from './interface.js';

/** One thing that is wrong with what was sent. */
export interface ProblemPart {
  readonly pointer?: string;
  readonly parameter?: string;
  readonly header?: string;
  /** Of a file. */
  readonly line?: number;
  readonly column?: string;
  /** The rule, stable. */
  readonly code?: string;
  /** What a value may be at least or at most. */
  readonly limit?: number;
  /** What the code mentions. */
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly detail: string;
}

/** What the server answered instead (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly facts: Readonly<Record<string, unknown>>,
    readonly problems: readonly ProblemPart[],
    readonly instance?: string,
  ) {
    super(detail === '' ? title : detail);
  }
}

/** The server could not be reached: nothing is known of what became of the request. */
export class ConnectionLost extends Error {}

/** How long a "no" waits for the words of its code. */
const wordsWaitMs = 2000;

/** Listeners for whether the server answers, and for a session that ended. */
export const signals = new EventTarget();

export interface AskOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** Sends a request. @throws Problem, ConnectionLost */
export async function ask<T>(
  method: string,
  path: string,
  { body, headers = {}, signal }: AskOptions = {},
): Promise<T> {
  const response = await send(method, path, { body, headers, signal });
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** Sends a request and leaves the answer to the caller (files). @throws Problem, ConnectionLost */
export async function send(
  method: string,
  path: string,
  { body, headers = {}, signal }: AskOptions = {},
): Promise<Response> {
  const isForm = body instanceof FormData;
  let response: Response;
  try {
    const early = method === 'GET' ? takeEarly(path) : undefined;
    response = await (early ??
      fetch(path, {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
        credentials: 'same-origin',
        signal: signal ?? null,
      }));
  } catch (error) {
    if (signal?.aborted) throw error;
    signals.dispatchEvent(new Event('lost'));
    throw new ConnectionLost('The server does not answer.', { cause: error });
  }
  signals.dispatchEvent(new Event('heard'));
  if (response.ok) return response;
  throw await readProblem(response);
}

type RouteName = keyof Routes;

/** The place that a route's `{name}` stand for, and the rest of a request. */
export interface RouteInput<R extends RouteName> {
  readonly path?: Readonly<Record<string, string>>;
  readonly params?: Routes[R]['params'];
  readonly body?: Routes[R]['body'];
  readonly signal?: AbortSignal | undefined;
}

/** Asks an address of the interface by its name in the description, typed. @throws Problem, ConnectionLost */
export function askRoute<R extends RouteName>(route: R, input: RouteInput<R> = {}): Promise<Routes[R]['answer']> {
  const [method = '', template = ''] = route.split(' ');
  const path = template.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = input.path?.[name];
    if (value === undefined) throw new Error(`${route} needs ${name}.`);
    return encodeURIComponent(value);
  });
  return ask(method, `${path}${queryOf(input.params ?? {})}`, { body: input.body, signal: input.signal });
}

/** Writes parameters; what is undefined is left out. */
export function queryOf(params: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(params).filter(([, value]) => value !== undefined && value !== '');
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`;
}

async function readProblem(response: Response): Promise<Problem> {
  const said = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const problem = new Problem(
    response.status,
    said.code ?? 'unknown',
    said.title ?? response.statusText,
    said.detail ?? '',
    said.facts ?? {},
    said.problems ?? [],
    said.instance,
  );
  if (problem.code === 'not-signed-in') signals.dispatchEvent(new Event('signed-out'));
  else await Promise.race([loadRefusals(), new Promise((resolve) => setTimeout(resolve, wordsWaitMs))]);
  return problem;
}
