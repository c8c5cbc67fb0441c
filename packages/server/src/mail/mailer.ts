// Sends mail: over SMTP where that is set up, else into a folder, one file for each mail, for development and rehearsals.
import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import nodemailer from 'nodemailer';

/** One mail of plain text. It never holds an arm, nor the name of a participant. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Whatever takes a mail: SMTP, a folder, or a queue in front of either. */
export interface Mailer {
  /** Resolves when the mail was taken over by the next post office. @throws Error when it was not. */
  send(mail: Mail): Promise<void>;
}

export interface MailSettings {
  /** Sender of all mails. */
  readonly from: string;
  /** smtp://user:password@host:587 or smtps://…; absent: mails are written to a folder. */
  readonly smtpUrl?: string;
}

/** The mailer of an installation; without SMTP it writes `<dataDir>/mail/*.eml`. */
export function openMailer(settings: MailSettings, dataDir: string): Mailer {
  return settings.smtpUrl === undefined
    ? folderMailer(path.join(dataDir, 'mail'), settings.from)
    : smtpMailer(settings.smtpUrl, settings.from);
}

function smtpMailer(url: string, from: string): Mailer {
  const transport = nodemailer.createTransport(encrypted(url), { from });
  return { send: async (mail) => void (await transport.sendMail({ ...mail })) };
}

/**
 * Mails hold links that let people in, and the address may hold a password: across a network they travel under TLS, or not
 * at all. `?requireTLS=false` in the address is for a post office that has none.
 */
export function encrypted(url: string): string {
  const parsed = new URL(url);
  const isNear = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(parsed.hostname);
  if (parsed.protocol === 'smtp:' && !isNear && !parsed.searchParams.has('requireTLS'))
    parsed.searchParams.set('requireTLS', 'true');
  return parsed.href;
}

/** Writes each mail as one file that appears whole. */
function folderMailer(folder: string, from: string): Mailer {
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'unix' }, { from });
  return {
    send: async (mail) => {
      const { message } = await transport.sendMail({ ...mail });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = path.join(folder, `${new Date().toISOString().replaceAll(':', '-')}-${randomUUID()}.eml`);
      await writeFile(`${file}.part`, message as Buffer, { mode: 0o600, flag: 'wx' });
      await rename(`${file}.part`, file);
    },
  };
}
