// Problem documents (RFC 9457): every "no" of the web server has one form, a stable code and facts, and reveals nothing more.
import { type Refusal, type RefusalCode, refusalCodes } from '@equipoise/trial';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { statusOfRefusal } from './refusal-status.js';

/** What the web server itself says no to, each with its status and its rule; refusals of commands have their own codes. */
export const httpProblems = {
  'header-invalid': [400, 'A request has the headers that its endpoint asks for, in their form.'],
  'request-unreadable': [400, 'A request is whole, and its body is JSON.'],
  'not-signed-in': [401, 'This needs a signed-in person, or an API token.'],
  'cross-site': [403, 'A request that changes something comes from the pages of this installation.'],
  'out-of-scope': [403, 'An API token is good for what it was made for.'],
  'view-right-missing': [403, 'A view is shown to those who hold a role with its right.'],
  'trial-creation-right-missing': [403, 'A trial is created by administrators and by those whom they allow it.'],
  'loopback-only': [403, 'This is for the computer on which the server runs, or for whom holds its token.'],
  'not-found': [404, 'There is nothing here that you may see.'],
  'method-not-allowed': [405, 'An address is asked for with a method that it has.'],
  'request-slow': [408, 'A request arrives in reasonable time.'],
  'body-too-large': [413, 'A body is no larger than its endpoint takes.'],
  'address-too-long': [414, 'An address is no longer than the server reads.'],
  'media-type': [415, 'A body is sent as application/json.'],
  'host-unknown': [421, 'The server answers under its own names alone.'],
  'body-invalid': [422, 'A body has the form that its endpoint asks for.'],
  'parameter-invalid': [422, 'A parameter is one of its endpoint, in its form.'],
  'file-undescribed': [422, 'Before a file stands the field "command", which says what the file belongs to.'],
  'file-missing': [422, 'A request that adds a file holds one.'],
  'file-empty': [422, 'A file has content.'],
  'file-too-large': [413, 'A file is no larger than the installation takes.'],
  'file-type': [415, 'A file is of a type that the installation takes, by its content.'],
  'file-infected': [422, 'A file holds nothing that the virus scanner knows.'],
  'file-quota': [429, 'A person adds no more files in a day than the installation takes of one.'],
  'file-gone': [404, 'The content of a removed file is destroyed.'],
  'scanner-away': [503, 'While a virus scanner is set, no file comes in without its answer.'],
  'import-invalid': [422, 'An import is written only where every row of its file can be.'],
  'import-changed': [
    409,
    'An import writes what its preview showed; something is otherwise now. Look at a new preview.',
  ],
  'protocol-unreadable': [422, 'A protocol is a file of the language, and fits together.'],
  'calculation-unfit': [422, 'A calculation is asked for what its protocol plans, within its limits.'],
  'calculation-slow': [422, 'A calculation ends within its time; a smaller one does.'],
  'dictionary-invalid': [422, 'A dictionary comes in whole, or not at all.'],
  'dictionary-other': [409, 'A version of a dictionary never changes: codes were given by it.'],
  'cut-unknown': [404, 'A data cut is analysed once it was made.'],
  'arms-closed': [409, 'Real arms are in a report once the trial is unblinded, or once its cut was opened for you.'],
  'report-missing': [409, 'A report is there once its analysis has ended well.'],
  'reading-unknown': [404, 'A scan is named by its id, and waits for who reads in this trial.'],
  'reading-closed': [409, 'A scan is read while its form takes values.'],
  'too-many-requests': [429, 'Requests come at a rate that leaves room for others.'],
  fault: [500, 'A fault of the program; the log tells more under the number of this answer.'],
  'database-away': [503, 'The database answers.'],
  closing: [503, 'The server is not about to stop.'],
} as const satisfies Record<string, readonly [number, string]>;

export type HttpProblemCode = keyof typeof httpProblems;

const Fact = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

/** What a code mentions. */
export const Facts = z.record(z.string(), Fact);

/** One thing that is wrong with a request: at a place of its body, in a parameter, or in a header. */
export const RequestProblem = z.object({
  pointer: z.string().optional().describe('JSON Pointer (RFC 6901) into the body'),
  parameter: z.string().optional(),
  header: z.string().optional(),
  line: z.int().optional().describe('of a file; its header is line 1'),
  column: z.string().optional().describe('of a file'),
  code: z.string().optional().describe('of the rule, stable'),
  limit: z.number().optional().describe('what a value, or its length, may be at least or at most'),
  facts: Facts.optional().describe('what the code mentions'),
  detail: z.string(),
});
/** The same, as it is thrown. */
export type RequestProblem = Omit<z.output<typeof RequestProblem>, 'facts'> & { readonly facts?: HttpProblem['facts'] };

/** A problem document, as it is sent. */
export const ProblemDocument = z.object({
  type: z.string().describe('the address that explains the code; stable'),
  title: z.string().describe('the rule'),
  status: z.int(),
  detail: z.string().describe('one sentence about this request'),
  code: z.string().describe('stable; never renamed, never reused'),
  facts: Facts.optional(),
  problems: z.array(RequestProblem).optional().describe('all that is wrong, at once'),
  instance: z.string().describe('the number of this answer, as in the log'),
});
export type ProblemDocument = z.output<typeof ProblemDocument>;

/** Thrown by the web server's own checks. */
export class HttpProblem extends Error {
  readonly facts: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly problems: readonly RequestProblem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: HttpProblemCode | 'command-invalid' | 'trial-unknown',
    {
      detail,
      facts = {},
      problems = [],
      headers = {},
    }: {
      readonly detail?: string;
      readonly facts?: HttpProblem['facts'];
      readonly problems?: readonly RequestProblem[];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail ?? ruleOf(code));
    this.facts = facts;
    this.problems = problems;
    this.headers = headers;
  }
}

/** Anything that is answered with a problem document: a code, its rule, a status, a sentence. */
export interface Answerable {
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly facts?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly problems?: readonly RequestProblem[];
}

/** A problem of the web server, as it is answered. */
export function answerable(problem: HttpProblem): Answerable {
  const { code, facts, problems, message } = problem;
  return { code, title: ruleOf(code), status: statusOf(code), detail: message, facts, problems };
}

/** A refusal, as it is answered. */
export function answerableRefusal({ code, message, facts }: Refusal): Answerable {
  return { code, title: refusalCodes[code], status: statusOfRefusal(code), detail: message, facts };
}

/** A problem as a document, with the number of this answer. */
export function problemDocument(request: FastifyRequest, problem: Answerable): ProblemDocument {
  const { facts = {}, problems = [] } = problem;
  return {
    type: `/api/problems/${problem.code}`,
    title: problem.title,
    status: problem.status,
    detail: problem.detail,
    code: problem.code,
    ...(Object.keys(facts).length > 0 ? { facts: facts as ProblemDocument['facts'] } : {}),
    ...(problems.length > 0 ? { problems: problems as ProblemDocument['problems'] } : {}),
    instance: `urn:uuid:${request.id}`,
  };
}

/** Sends a problem document. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Answerable): FastifyReply {
  const document = problemDocument(request, problem);
  // A 503 is for a moment: the same request may be sent again, a command under the same key.
  if (problem.status === 503 && !reply.hasHeader('retry-after')) void reply.header('retry-after', '1');
  return reply.code(problem.status).type('application/problem+json; charset=utf-8').send(JSON.stringify(document));
}

/** The rule behind a code of the web server or of a refusal; undefined for a code that is neither. */
export function findRule(code: string): { readonly status: number; readonly rule: string } | undefined {
  if (Object.hasOwn(httpProblems, code)) {
    const [status, rule] = httpProblems[code as HttpProblemCode];
    return { status, rule };
  }
  if (!Object.hasOwn(refusalCodes, code)) return undefined;
  return { status: statusOfRefusal(code as RefusalCode), rule: refusalCodes[code as RefusalCode] };
}

function ruleOf(code: HttpProblemCode | RefusalCode): string {
  return findRule(code)?.rule ?? code;
}

function statusOf(code: HttpProblemCode | RefusalCode): number {
  return findRule(code)?.status ?? 500;
}
