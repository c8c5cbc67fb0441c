// The loss of the database while a statement was under way: what was asked may have been done, or not.
import pg from 'pg';

/** Thrown to whoever sent a command whose fate is unknown; the same command under the same id finds out, and does it at most once. */
export class ConnectionLost extends Error {
  /** SQLSTATE transaction_resolution_unknown. */
  readonly code = '08007';
}

const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTCONN']);
const driverMessages =
  /^(Connection terminated|Client has encountered a connection error|timeout expired|Client was closed|The server closed the connection)/;

/**
 * Whether an error says that the connection is gone: classes 08 and 57P of SQLSTATE, the network's codes, the driver's own
 * messages, which bear no code.
 */
export function isConnectionLost(cause: unknown): boolean {
  if (cause instanceof ConnectionLost) return true;
  if (cause instanceof pg.DatabaseError) return /^(08|57P0[123])/.test(cause.code ?? '');
  if (!(cause instanceof Error)) return false;
  return networkCodes.has((cause as NodeJS.ErrnoException).code ?? '') || driverMessages.test(cause.message);
}
