// Sends generated requests to a server and looks at each answer: no fault of the program, nothing that hangs, each as described.
import { text } from 'node:stream/consumers';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { z } from 'zod';
import { ProblemDocument } from '../http/problem.js';
import type { JsonSchema } from './json-value.js';
import { type Description, type MadeRequest, RequestMaker } from './openapi-requests.js';
import { collectWords, type RequestTarget, type Sender } from './request-target.js';

/** How long an answer may take before it counts as one that never comes, on a busy computer. */
const patienceMs = 30_000;
/** Sent at the same time. */
const width = 4;

export interface RequestRun {
  /** Answers by their status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Commands that were accepted, by name. */
  readonly accepted: ReadonlySet<string>;
  /** One for each wrong answer: what is wrong, and the request. */
  readonly findings: readonly string[];
}

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly payload: string;
}

/** Sends so many requests. The same seed sends the same, as far as the answers of the server are the same. */
export async function runRequests(
  target: RequestTarget,
  { count, seed, log }: { readonly count: number; readonly seed: number; readonly log?: (line: string) => void },
): Promise<RequestRun> {
  const { app, vocabulary, examples, planned, faults } = target;
  const description = (await app.inject({ url: '/api/openapi.json' })).json() as Description;
  const maker = new RequestMaker(description, { vocabulary, examples, planned }, seed);
  const statuses: Record<string, number> = {};
  const accepted = new Set<string>();
  const findings: string[] = [];
  const look = new AnswerCheck();
  for (let done = 0; done < count; done += width) {
    const batch = Array.from({ length: Math.min(width, count - done) }, () => {
      const request = maker.make();
      return { request, sender: senderOf(request, target, maker) };
    });
    const answers = await Promise.all(batch.map(({ request, sender }) => ask(app, request, sender)));
    for (const [index, { request, sender }] of batch.entries()) {
      const answer = answers[index];
      const wrong = answer === undefined ? 'no answer' : look.wrongWith(request, answer);
      const status = String(answer?.statusCode ?? 'none');
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status === '401') sender.forget();
      if (status === '200' && request.method !== 'GET') accepted.add(request.operation.operationId ?? request.path);
      if (wrong !== undefined) findings.push(`${wrong}\n  ${sender.name}: ${shown(request)}\n  ${faults.at(-1) ?? ''}`);
      if (answer?.statusCode === 200 && answer.payload.length < 200_000) learn(vocabulary, answer);
    }
    if (log !== undefined && done % 1000 < width) log(`${done} requests: ${JSON.stringify(statuses)}`);
    if (findings.length > 50) break;
  }
  return { statuses, accepted, findings };
}

/** Mostly who may send it, where that is known. */
function senderOf({ actorId }: MadeRequest, { senders }: RequestTarget, { draw }: RequestMaker): Sender {
  const own = draw.between(0, 4) > 0 ? senders.find((sender) => sender.actorId === actorId) : undefined;
  return own !== undefined && actorId !== undefined ? own : draw.pick(senders);
}

async function ask(app: FastifyInstance, request: MadeRequest, sender: Sender): Promise<Answer | undefined> {
  const headers = { ...(await sender.headers()), ...request.headers };
  const options: InjectOptions = {
    ...{ method: request.method as 'GET', url: request.url, headers },
    ...(request.payload === undefined ? {} : { payload: request.payload }),
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs);
  });
  const isEndless = request.path.endsWith('/events');
  return Promise.race([isEndless ? askWithoutEnd(app, options) : app.inject(options), late]).finally(() =>
    clearTimeout(timer),
  );
}

/** The head of an answer that has no end, or the whole of a "no". */
async function askWithoutEnd(app: FastifyInstance, options: InjectOptions): Promise<Answer> {
  const answer = await app.inject({ ...options, payloadAsStream: true });
  const { statusCode, headers } = answer;
  if (statusCode >= 400) return { statusCode, headers, payload: await text(answer.stream()) };
  answer.stream().destroy();
  return { statusCode, headers, payload: '' };
}

/** What an answer must be. */
class AnswerCheck {
  readonly #schemas = new Map<string, z.ZodType>();

  /** One sentence; undefined where the answer is right. */
  wrongWith(request: MadeRequest, answer: Answer): string | undefined {
    const { statusCode } = answer;
    const type = String(answer.headers['content-type'] ?? '');
    if (statusCode === 304) return undefined;
    if (statusCode >= 500 && !(statusCode === 503 && answer.headers['retry-after'] !== undefined))
      return `${statusCode}: ${answer.payload.slice(0, 300)}`;
    if (statusCode >= 400) {
      if (!type.startsWith('application/problem+json')) return `${statusCode} is no problem document but ${type}`;
      const parsed = ProblemDocument.strict().safeParse(parse(answer.payload));
      return parsed.success ? undefined : `${statusCode} is no problem document: ${parsed.error.message}`;
    }
    const described = request.operation.responses[String(statusCode)];
    if (described === undefined) return `${statusCode} is not described`;
    const schema = described.content?.['application/json']?.schema;
    if (schema === undefined) return undefined;
    if (!type.startsWith('application/json')) return `${statusCode} is described as JSON, and is ${type}`;
    const parsed = this.#schemaOf(`${request.method} ${request.path} ${statusCode}`, schema).safeParse(
      parse(answer.payload),
    );
    return parsed.success ? undefined : `${statusCode} is not as described: ${parsed.error.message.slice(0, 600)}`;
  }

  #schemaOf(place: string, schema: JsonSchema): z.ZodType {
    const known = this.#schemas.get(place) ?? z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    this.#schemas.set(place, known);
    return known;
  }
}

function learn(vocabulary: Map<string, unknown[]>, answer: Answer): void {
  if (!String(answer.headers['content-type']).startsWith('application/json')) return;
  const body = parse(answer.payload) as { readonly rows?: readonly unknown[] };
  collectWords(vocabulary, body.rows?.slice(0, 20) ?? body);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Enough to send it again. */
function shown({ method, url, headers, payload }: MadeRequest): string {
  const body = payload === undefined ? '' : Buffer.from(payload).toString('latin1').slice(0, 1500);
  return `${method} ${url} ${JSON.stringify(headers)} ${body}`;
}
