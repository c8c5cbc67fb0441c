// Routes of the security log, for administrators: pages of it, and the whole as CSV.
import { z } from 'zod';
import { logSecurity } from '../context.js';
import { writeSecurityLog } from '../security-export.js';
import { listSecurityEvents, type SecurityEventType, securityEvents } from '../store/security-log.js';
import { addRoute, instant, type RouteScope } from './route.js';

const types = Object.keys(securityEvents) as [SecurityEventType, ...SecurityEventType[]];

export function addSecurityLogRoutes(scope: RouteScope): void {
  const { context } = scope;
  addRoute(
    scope,
    'administrator',
    {
      method: 'GET',
      url: '/api/security-log',
      summary: 'The security log, the latest first.',
      query: z.object({
        accountId: z.uuid().optional(),
        type: z.enum(types).optional(),
        from: z.iso.datetime().optional(),
        to: z.iso.datetime().optional().describe('before this instant'),
        before: z
          .string()
          .regex(/^\d{1,18}$/)
          .optional()
          .describe('the position of the last row of the page before'),
        limit: z.coerce.number().int().min(1).max(1000).default(100),
      }),
      answer: z.object({
        rows: z.array(
          z.object({
            position: z.string(),
            at: z.string(),
            type: z.enum(types),
            accountId: z.string().nullable().describe('whose account it is about'),
            byAccountId: z.string().nullable().describe('who did it, where that is somebody else'),
            address: z.string().nullable().describe('of the network, or a digest by which equal ones are told'),
            facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
          }),
        ),
      }),
    },
    async ({ query }) => {
      const { from, to, ...filter } = query;
      const rows = await listSecurityEvents(context.pool, {
        ...filter,
        from: from === undefined ? undefined : new Date(from),
        to: to === undefined ? undefined : new Date(to),
      });
      return { rows: rows.map((row) => ({ ...row, at: instant(row.at), facts: { ...row.facts } })) };
    },
  );
  addRoute(
    scope,
    'administrator',
    {
      method: 'GET',
      url: '/api/security-log.csv',
      summary: 'The whole security log as CSV, the oldest row first; the export is logged.',
      answer: z.string(),
      answerType: 'text/csv',
    },
    async ({ actor, facts, reply }) => {
      await logSecurity(context, { type: 'logExported', accountId: actor.accountId }, facts);
      await reply
        .header('content-disposition', 'attachment; filename="security-log.csv"')
        .type('text/csv; charset=utf-8')
        .send(writeSecurityLog(context.pool));
      return '';
    },
  );
}
