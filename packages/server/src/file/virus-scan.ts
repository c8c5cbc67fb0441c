// Asks a virus scanner about a file while it passes by: the INSTREAM command of clamd, over TCP.
import { connect } from 'node:net';

export interface VirusScan {
  /** Takes the content; tells in the end whether something was found. */
  open(): Promise<{ write(piece: Uint8Array): Promise<void>; end(): Promise<'clean' | 'infected'> }>;
  /** Who answers, for the record. */
  readonly by: string;
}

/** A scanner that does not answer: nothing is taken in while it is set and silent. */
export class ScanFailed extends Error {}

/** clamd at an address. @param timeoutMs how long its silence is waited for */
export function clamd({
  host,
  port,
  timeoutMs = 30_000,
}: {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs?: number;
}): VirusScan {
  return {
    by: 'clamd',
    open: async () => {
      const socket = connect({ host, port });
      socket.setTimeout(timeoutMs, () => socket.destroy(new Error('no answer in time')));
      let answer = '';
      const ended = new Promise<string>((resolve, reject) => {
        socket.on('data', (data) => {
          answer += data.toString('latin1');
        });
        socket.on('close', () => resolve(answer));
        socket.on('error', (cause) => reject(new ScanFailed('the virus scanner does not answer', { cause })));
      });
      // A fault that comes while pieces are written is told by `end`.
      ended.catch(() => undefined);
      const send = (bytes: Buffer) =>
        new Promise<void>((resolve) => {
          if (socket.destroyed || socket.write(bytes)) resolve();
          else {
            socket.once('drain', resolve);
            socket.once('close', () => resolve());
          }
        });
      await send(Buffer.from('zINSTREAM\0', 'latin1'));
      return {
        write: async (piece) => {
          const length = Buffer.alloc(4);
          length.writeUInt32BE(piece.length);
          await send(Buffer.concat([length, piece]));
        },
        end: async () => {
          await send(Buffer.alloc(4));
          const text = (await ended).replace(/\0/g, '').trim();
          if (text.endsWith(' OK')) return 'clean';
          if (text.endsWith(' FOUND')) return 'infected';
          throw new ScanFailed(`the virus scanner answers "${text.slice(0, 100)}"`);
        },
      };
    },
  };
}
