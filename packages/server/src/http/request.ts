// Reads what a request says: ids of its address, its headers, its body or parameters; all that is wrong at once.
import { CommandId, TrialId } from '@equipoise/trial';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { HttpProblem, type RequestProblem } from './problem.js';

/** The trial of the address. @throws HttpProblem where it is no id: such a trial does not exist */
export function trialIdOf(request: FastifyRequest): TrialId {
  const { trial } = request.params as { readonly trial: string };
  const parsed = TrialId.safeParse(trial.toLowerCase());
  if (!parsed.success) throw unknownTrial();
  return parsed.data;
}

/** The same for a trial that does not exist and for one of which this person is no part. */
export function unknownTrial(): HttpProblem {
  return new HttpProblem('trial-unknown', { detail: 'There is no such trial, or you hold no role in it.' });
}

/** What the headers of a command say. */
export interface CommandHeaders {
  readonly commandId: CommandId;
  readonly expectedVersion?: number;
  readonly confirmation?: string;
}

/** Headers and body of a command. @throws HttpProblem with all that is wrong */
export function readCommand<S extends z.ZodType>(
  request: FastifyRequest,
  schema: S,
): CommandHeaders & { readonly body: z.output<S> } {
  const { headers, wrong } = commandHeadersOf(request);
  const body = schema.safeParse(request.body);
  if (!body.success) {
    throw new HttpProblem('command-invalid', {
      detail: `The command does not have its form: ${count(body.error.issues.length + wrong.length)}.`,
      problems: [...wrong, ...body.error.issues.flatMap((issue) => bodyProblems(issue, request.body))],
    });
  }
  if (headers === undefined) throw new HttpProblem('header-invalid', { problems: wrong });
  return { ...headers, body: body.data };
}

/** The headers of a command whose body comes in parts. @throws HttpProblem with all that is wrong */
export function readCommandHeaders(request: FastifyRequest): CommandHeaders {
  const { headers, wrong } = commandHeadersOf(request);
  if (headers === undefined) throw new HttpProblem('header-invalid', { problems: wrong });
  return headers;
}

function commandHeadersOf(request: FastifyRequest): {
  readonly headers?: CommandHeaders;
  readonly wrong: readonly RequestProblem[];
} {
  const wrong: RequestProblem[] = [];
  const key = headerOf(request, 'idempotency-key');
  const commandId = CommandId.safeParse(key?.replace(/^"(.*)"$/, '$1'));
  if (!commandId.success) {
    const detail = 'a UUID of version 4 that the client draws; the same command sent again bears the same one';
    wrong.push({ header: 'Idempotency-Key', detail });
  }
  const version = readVersion(headerOf(request, 'if-match'));
  if (version === null) wrong.push({ header: 'If-Match', detail: 'the version that was seen, in quotes: "7"' });
  if (!commandId.success || version === null) return { wrong };
  const confirmation = headerOf(request, 'equipoise-confirmation');
  return {
    headers: {
      commandId: commandId.data,
      ...(version === undefined ? {} : { expectedVersion: version }),
      ...(confirmation === undefined ? {} : { confirmation }),
    },
    wrong,
  };
}

/** The body of a request that is no command. @throws HttpProblem with all that is wrong */
export function readBody<S extends z.ZodType>(request: FastifyRequest, schema: S): z.output<S> {
  const parsed = schema.safeParse(request.body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap((issue) => bodyProblems(issue, request.body));
  throw new HttpProblem('body-invalid', {
    detail: `The body does not have its form: ${count(problems.length)}.`,
    problems,
  });
}

/** The parameters of a query string. @throws HttpProblem with all that is wrong */
export function readParameters<S extends z.ZodObject>(request: FastifyRequest, schema: S): z.output<S> {
  const parsed = schema.strict().safeParse(request.query);
  if (parsed.success) return parsed.data as z.output<S>;
  const problems = parsed.error.issues.flatMap((issue) => {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('.')];
    const detail = issue.code === 'unrecognized_keys' ? 'no parameter of this view' : issue.message;
    return names.map((parameter) => ({ parameter, detail }));
  });
  throw new HttpProblem('parameter-invalid', { problems });
}

/** An entity tag that is a version: undefined where there is none, null where it is something else. */
function readVersion(text: string | undefined): number | undefined | null {
  if (text === undefined) return undefined;
  const digits = /^"(0|[1-9]\d{0,8})"$/.exec(text.trim())?.[1];
  return digits === undefined ? null : Number(digits);
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** The places that an issue names, as JSON Pointers; of a choice all that was tried. */
function bodyProblems(issue: z.core.$ZodIssue, body: unknown): readonly RequestProblem[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const detail = 'nothing of this name belongs here';
    return issue.keys.map((key) => ({ pointer: pointer([...path, key]), code: 'name-unknown', detail }));
  }
  const place = { pointer: pointer(path), ...ruleOf(issue, body) };
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const details = issue.errors.flat().map((inner) => inner.message);
    return [{ ...place, detail: [...new Set(details)].join(', or ') }];
  }
  return [{ ...place, detail: issue.message }];
}

/** The code of what an issue says, where it has one: pages tell it in the language of their reader. */
function ruleOf(issue: z.core.$ZodIssue, body: unknown): Pick<RequestProblem, 'code' | 'limit'> {
  if (issue.code === 'custom') return {};
  if (valueAt(body, issue.path) === undefined) return { code: 'value-missing' };
  switch (issue.code) {
    case 'invalid_type':
      return { code: 'type-wrong' };
    case 'too_small':
      return { code: 'value-too-small', limit: Number(issue.minimum) };
    case 'too_big':
      return { code: 'value-too-large', limit: Number(issue.maximum) };
    case 'invalid_value':
      return { code: 'choice-wrong' };
    default:
      return { code: 'format-wrong' };
  }
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      value === null || value === undefined ? undefined : (value as Record<PropertyKey, unknown>)[part],
    body,
  );
}

/** RFC 6901. */
function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function count(problems: number): string {
  return problems === 1 ? 'one problem' : `${problems} problems`;
}
