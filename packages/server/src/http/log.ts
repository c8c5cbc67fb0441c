// The log of the web server: one line of JSON for each answer, without persons, contents, tokens or treatments.
import { type CommandName, standardRoles } from '@equipoise/trial';
import type { FastifyInstance } from 'fastify';
import { type DestinationStream, type Logger, pino } from 'pino';

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly kind?:
      | 'command'
      | 'view'
      | 'events'
      | 'notification'
      | 'export'
      | 'import'
      | 'analysis'
      | 'design'
      | 'server';
    readonly command?: CommandName;
    /** Of a view: the right that shows it. */
    readonly right?: string;
  }
}

/** Makes a log. @param destination standard output where absent */
export function openLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/**
 * What a log may hold of an error: its kind and where it happened. Its message may quote what a person entered, or what
 * is sealed, and stays out; of the database's errors the codes and names tell enough.
 */
export function describeError(error: Error): Readonly<Record<string, unknown>> {
  const { name, code, routine, constraint, table, cause } = error as Error & Readonly<Record<string, unknown>>;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name,
    ...Object.fromEntries(
      Object.entries({ code, routine, constraint, table }).filter(([, value]) => value !== undefined),
    ),
    stack: frames.map((line) => line.trim()),
    ...(cause instanceof Error ? { cause: describeError(cause) } : {}),
  };
}

/**
 * Commands and views of unblinded people alone leave no line and no number: how many there are, and when, would tell
 * whoever reads the log of failed batches and of the time that a bag took.
 */
export function isUnblindedOnly(right: string): boolean {
  const holders = standardRoles.filter((role) => role.rights.includes(right));
  return holders.length > 0 && holders.every((role) => !role.blinded);
}

/** Writes a line for every answer, and counts it, unless nobody blinded may know of it. */
export function logAnswers(
  app: FastifyInstance,
  count: (answer: { readonly kind: string; readonly status: number; readonly seconds: number }) => void,
): void {
  app.addHook('onResponse', async (request, reply) => {
    const { kind = 'server', command, right } = request.routeOptions.config;
    const asked = command ?? right;
    if (asked !== undefined && isUnblindedOnly(asked)) return;
    const ms = Math.round(reply.elapsedTime);
    // The pattern of the address, never the address: that holds ids and parameters.
    const line = {
      request: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms,
    };
    request.log.info(line, 'answered');
    count({ kind, status: reply.statusCode, seconds: reply.elapsedTime / 1000 });
  });
}
