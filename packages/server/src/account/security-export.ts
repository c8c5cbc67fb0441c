// The security log as CSV, read in pages, so that a long one needs no memory.
import { Readable } from 'node:stream';
import type pg from 'pg';
import { listSecurityEventsFrom, type SecurityEventRow } from './store/security-log.js';

const columns = ['position', 'at', 'type', 'accountId', 'byAccountId', 'address', 'facts'] as const;

/** A stream of UTF-8 text, the oldest row first (RFC 4180). */
export function writeSecurityLog(pool: pg.Pool): Readable {
  return Readable.from(lines(pool), { objectMode: false });
}

async function* lines(pool: pg.Pool): AsyncGenerator<string> {
  yield `${columns.join(',')}\r\n`;
  let after = '0';
  for (;;) {
    const rows = await listSecurityEventsFrom(pool, after, 1000);
    if (rows.length === 0) return;
    yield rows.map(line).join('');
    after = rows.at(-1)?.position ?? after;
  }
}

function line(row: SecurityEventRow): string {
  const cells = [row.position, row.at.toISOString(), row.type, row.accountId, row.byAccountId, row.address];
  return `${[...cells.map((cell) => cell ?? ''), JSON.stringify(row.facts)].map(quoted).join(',')}\r\n`;
}

/** Quoted where it must be; a cell that a spreadsheet would take for a formula begins with an apostrophe. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
