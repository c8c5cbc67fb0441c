// The web server of a trial installation: guards, who is there, an endpoint for every command and every view.
import { randomUUID } from 'node:crypto';
import type { ServerOptions } from 'node:http';
import helmet from '@fastify/helmet';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import { CommandExecutor } from '../execute/execute.js';
import { openFiles } from '../file/open-files.js';
import type { UploadSettings } from '../file/upload.js';
import { isConnectionLost } from '../store/connection-lost.js';
import type { System } from '../system.js';
import { addAnalysisExportRoute } from './analysis-export-route.js';
import { addAnalysisRoutes } from './analysis-route.js';
import { addAttachmentRoutes } from './attachment-route.js';
import type { Authenticator } from './authentication.js';
import { closeInTime } from './closing.js';
import { addCollectRoute } from './collect-route.js';
import { addCommandRoutes } from './command-route.js';
import { addDescription } from './description.js';
import { addDesignRoutes } from './design-route.js';
import { addDictionaryRoutes } from './dictionary-route.js';
import { addEventRoute } from './event-route.js';
import { addExportRoutes } from './exchange-route.js';
import { addFigureRoute } from './figure-route.js';
import { addGuards } from './guard.js';
import { addIdentityRoutes } from './identity-route.js';
import { addImportRoutes } from './import-route.js';
import { logAnswers, openLog } from './log.js';
import { openMetrics } from './metric.js';
import { addNotificationRoutes } from './notification-route.js';
import { type Answerable, answerable, HttpProblem, type HttpProblemCode, sendProblem } from './problem.js';
import { addProtocolCheckRoutes } from './protocol-check-route.js';
import { addProtocolRoute } from './protocol-route.js';
import { addRandomisationRoute } from './randomisation-route.js';
import { addReadingRoutes } from './reading-route.js';
import { addServerRoutes } from './server-route.js';
import { type HttpSettings, usualHttpSettings } from './settings.js';
import { requireSignIn } from './signed-in.js';
import { leastTls } from './tls.js';
import { addViewRoutes } from './view-route.js';

/** What a web server is made of. */
export interface AppOptions {
  readonly system: System;
  readonly authenticator: Authenticator;
  readonly settings?: Partial<HttpSettings>;
  /** Silent where absent. */
  readonly log?: Logger;
  /** Shared with whoever else executes commands in this process. */
  readonly executor?: CommandExecutor;
  /** Simulated instants of commands, for rehearsals alone: the database refuses them in a live trial. */
  readonly simulatedNow?: () => string;
  /** Where files of participants lie; as the environment says where absent. */
  readonly files?: UploadSettings;
  /** Further routes, within the same guards. */
  readonly pages?: (app: FastifyInstance) => Promise<void>;
}

/** An answer runs no script and loads nothing, unless its route says otherwise. */
const answerPolicy = {
  'default-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** Makes the web server, ready to listen or to be asked without listening (`inject`). */
export async function makeApp(options: AppOptions): Promise<FastifyInstance> {
  const { system, authenticator } = options;
  const settings: HttpSettings = { ...usualHttpSettings, ...options.settings };
  const app: FastifyInstance = Fastify({
    loggerInstance: (options.log ?? openLog('silent')) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: settings.bodyLimitBytes,
    // A request that does not arrive within these holds no place any longer.
    requestTimeout: settings.patienceMs.request,
    connectionTimeout: 60_000,
    keepAliveTimeout: 72_000,
    ...nodeServer(settings),
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    trustProxy: settings.trustedProxies.length === 0 ? false : [...settings.trustedProxies],
    routerOptions: { maxParamLength: 200 },
    // What is answered before there is a route, and so before the hooks.
    frameworkErrors: (error, request, reply) => {
      void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
      sendProblem(request, reply, answerable(new HttpProblem(fastifyProblems[error.code] ?? 'request-unreadable')));
    },
  });
  // Requests are read by the handlers, which answer all problems at once; schemas describe the interface.
  app.setValidatorCompiler(() => (value) => ({ value }));
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  app.removeContentTypeParser('text/plain');
  app.decorateRequest('actor', null);
  answerErrors(app);
  closeInTime(app);
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: answerPolicy },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: settings.publicUrl?.startsWith('https:') === true && { maxAge: 31_536_000 },
  });
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers({ 'cache-control': 'no-store', 'x-request-id': request.id });
  });
  await addGuards(app, settings);
  const metrics = openMetrics(system, app);
  logAnswers(app, (answer) => metrics.count(answer));
  await addDescription(app, settings);
  addServerRoutes(app, { system, settings, metrics });
  await authenticator.register(app);
  const now = options.simulatedNow ?? (() => new Date().toISOString());
  const executing = {
    ...{ system, executor: options.executor ?? new CommandExecutor(system) },
    ...(options.simulatedNow === undefined ? {} : { simulatedNow: options.simulatedNow }),
  };
  let tell: () => void = () => undefined;
  await app.register(async (trials) => {
    requireSignIn(trials, authenticator, settings);
    const onRecorded = addEventRoute(trials, { system, authenticator, settings, metrics });
    tell = onRecorded;
    const commandRoutes = { ...executing, authenticator, onRecorded };
    addCommandRoutes(trials, commandRoutes);
    addViewRoutes(trials, { system, now });
    addReadingRoutes(trials, { ...commandRoutes, now });
    addProtocolRoute(trials, system);
    addProtocolCheckRoutes(trials);
    addDesignRoutes(trials, system);
    addFigureRoute(trials);
    addAnalysisRoutes(trials, system);
    addDictionaryRoutes(trials, system);
    addRandomisationRoute(trials, commandRoutes);
    addAnalysisExportRoute(trials, commandRoutes);
    const files = options.files ?? openFiles(system.dataDir);
    addExportRoutes(trials, { ...commandRoutes, files });
    addImportRoutes(trials, commandRoutes);
    addNotificationRoutes(trials, { system, now });
    addIdentityRoutes(trials, commandRoutes);
    await trials.register((own) => addAttachmentRoutes(own, { ...commandRoutes, files }));
  });
  await app.register(async (open) => addCollectRoute(open, { ...executing, onRecorded: () => tell() }));
  if (options.pages !== undefined) await app.register(options.pages);
  return app;
}

/** What Node's own server is made with, of either kind; the instance is typed alike for both. */
function nodeServer({ patienceMs, tls }: HttpSettings): { readonly http: ServerOptions } {
  const limits = {
    headersTimeout: patienceMs.headers,
    connectionsCheckingInterval: patienceMs.look,
    maxHeaderSize: 16_384,
  };
  return tls === undefined
    ? { http: limits }
    : ({ https: { ...limits, ...tls, minVersion: leastTls } } as unknown as { readonly http: ServerOptions });
}

/** Every "no" and every fault is a problem document; a fault tells its number, and the log the rest. */
function answerErrors(app: FastifyInstance): void {
  app.setNotFoundHandler(async (request, reply) =>
    sendProblem(request, reply, answerable(new HttpProblem('not-found'))),
  );
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    if (error instanceof HttpProblem) {
      void reply.headers(error.headers);
      return sendProblem(request, reply, answerable(error));
    }
    if (isAnswerable(error)) return sendProblem(request, reply, error);
    if (isConnectionLost(error)) {
      request.log.warn({ request: request.id, err: error }, 'the database is away');
      return sendProblem(request, reply, answerable(databaseAway()));
    }
    const known = fastifyProblems[error.code];
    if (known !== undefined) return sendProblem(request, reply, answerable(new HttpProblem(known)));
    if (error.statusCode !== undefined && error.statusCode < 500) {
      return sendProblem(request, reply, answerable(new HttpProblem('request-unreadable')));
    }
    return sendFault(error, request, reply);
  });
}

function sendFault(error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.log.error({ request: request.id, err: error }, 'a fault of the program');
  return sendProblem(request, reply, answerable(new HttpProblem('fault')));
}

function databaseAway(): HttpProblem {
  return new HttpProblem('database-away', {
    detail:
      'The database does not answer now. Send the same request again; a command under the same key is done once, whatever became of this attempt.',
  });
}

/** Problems of the routes of accounts say themselves how they are answered. */
function isAnswerable(error: unknown): error is Answerable {
  const { code, title, status, detail } = error as Partial<Answerable>;
  return [code, title, detail].every((text) => typeof text === 'string') && typeof status === 'number';
}

const fastifyProblems: Readonly<Record<string, HttpProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media-type',
  FST_ERR_MAX_PARAM_LENGTH: 'address-too-long',
};
