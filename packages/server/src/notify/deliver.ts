// Delivers notices by mail: everybody is told once, what fails is tried again later, what fails too often is given up.
import { type NoticeCode, wordNotice } from '@equipoise/trial';
import type { Mailer } from '../mail/mailer.js';
import {
  type ClaimedDelivery,
  claimDeliveries,
  listDailyReaders,
  noteDigest,
  planDeliveries,
  settleDelivery,
} from '../store/notify/delivery.js';
import type { System } from '../system.js';

/** Where a person is reached; undefined for whom there is no account, or none that is in use. */
export interface Addressee {
  readonly email: string;
  readonly language: string;
}

export interface DeliverOptions {
  readonly mailer: Mailer;
  readonly addressOf: (actorId: string) => Promise<Addressee | undefined>;
  /** Deliveries that one call takes at most. */
  readonly limit?: number;
}

export interface Delivered {
  readonly planned: number;
  readonly sent: number;
  readonly failed: number;
  readonly dead: number;
}

/** After so many attempts, over about a day, a delivery is given up; the notice stays in the application. */
export const mostAttempts = 8;
const firstPauseMs = 60_000;

/**
 * Tells everybody who is to be told by now. Safe to call from several processes at once: a delivery belongs to one of
 * them. A crash between a mail and its note sends that mail once more.
 *
 * @param now UTC instant with milliseconds
 */
export async function deliverNotifications(system: System, now: string, options: DeliverOptions): Promise<Delivered> {
  const { writer } = system.pools;
  const planned = await planDeliveries(writer, now);
  const claimed = await claimDeliveries(writer, now, options.limit ?? 500);
  const daily = await listDailyReaders(writer, [...new Set(claimed.map(({ actorId }) => actorId))]);
  const counts = { planned, sent: 0, failed: 0, dead: 0 };
  for (const mail of pooled(claimed, daily)) {
    const outcome = await send(mail, options);
    for (const delivery of mail) {
      if (outcome.state === 'failed') {
        const isDead = delivery.attempts >= mostAttempts;
        counts[isDead ? 'dead' : 'failed'] += 1;
        const pauseMs = firstPauseMs * 4 ** (delivery.attempts - 1);
        await settleDelivery(writer, delivery, {
          state: isDead ? 'dead' : 'waiting',
          at: new Date(Date.parse(now) + pauseMs).toISOString(),
          problem: outcome.problem,
        });
      } else {
        if (outcome.state === 'sent') counts.sent += 1;
        await settleDelivery(writer, delivery, { state: outcome.state, at: now });
      }
    }
    const [first] = mail;
    if (first !== undefined && !first.isUrgent && outcome.state === 'sent' && daily.has(first.actorId))
      await noteDigest(writer, first.actorId, now);
  }
  return counts;
}

type Outcome = { readonly state: 'sent' | 'noAddress' } | { readonly state: 'failed'; readonly problem: string };

async function send(mail: readonly ClaimedDelivery[], { mailer, addressOf }: DeliverOptions): Promise<Outcome> {
  const [first] = mail;
  if (first === undefined) return { state: 'noAddress' };
  const addressee = await addressOf(first.actorId);
  if (addressee === undefined) return { state: 'noAddress' };
  const worded = mail.map(({ code, facts, acronym }) => {
    const { subject, text } = wordNotice(code as NoticeCode, facts, addressee.language);
    return { subject: `${acronym}: ${subject}`, text };
  });
  const only = worded.length === 1 ? worded[0] : undefined;
  try {
    await mailer.send({
      to: addressee.email,
      subject: only?.subject ?? `${first.acronym}: ${worded.length} notices`,
      text: `${worded.map(({ subject, text }) => `${subject}\n${text}`).join('\n\n')}\n`,
    });
    return { state: 'sent' };
  } catch (cause) {
    // The message of a post office may quote the address, never a notice.
    return { state: 'failed', problem: cause instanceof Error ? cause.name : 'unknown' };
  }
}

/** What makes one mail: an urgent notice alone, or for whoever wants one mail a day all that is not urgent of a trial. */
function pooled(
  claimed: readonly ClaimedDelivery[],
  daily: ReadonlySet<string>,
): readonly (readonly ClaimedDelivery[])[] {
  const mails = new Map<string, ClaimedDelivery[]>();
  for (const delivery of claimed) {
    const { actorId, trialId, noticeId, isUrgent } = delivery;
    const key = !isUrgent && daily.has(actorId) ? `${actorId}/${trialId}` : `${actorId}/${trialId}/${noticeId}`;
    mails.set(key, [...(mails.get(key) ?? []), delivery]);
  }
  return [...mails.values()];
}
