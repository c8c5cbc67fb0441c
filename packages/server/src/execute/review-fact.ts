// What only the database knows for commands of review: who is not ready for the lock, findings of a site, terms of a dictionary.
import {
  type Command,
  codableTerms,
  dictionaryVersion,
  normaliseTerm,
  type Protocol,
  type ReviewFacts,
  type States,
  siteOf,
  type TrialId,
  thingKey,
} from '@equipoise/trial';
import type pg from 'pg';
import { type Append, NotAsDecided } from '../store/append.js';
import { findTerm, matchWords } from '../store/dictionary.js';
import { listBlocked, siteFindings } from '../store/readiness.js';

/**
 * For the lock of a trial: looks once more at who is ready, now that nobody else can write. What came between the look and the lock
 * sends the command back to be decided anew.
 */
export function readinessAfter(command: Command, trialId: TrialId, protocol: Protocol): Pick<Append, 'afterwards'> {
  if (command.name !== 'lockTrial' || (protocol.dataReview?.lockConditions ?? []).length === 0) return {};
  return {
    afterwards: async (client) => {
      const { participants } = await listBlocked(client, trialId, protocol);
      if (participants > 0) throw new NotAsDecided('somebody is no longer ready for the lock');
    },
  };
}

/** The facts for a command; none for commands that need none. */
export async function reviewFactsFor(
  pool: pg.Pool,
  asked: { readonly trialId: TrialId; readonly protocol: Protocol; readonly command: Command; readonly states: States },
): Promise<{ readonly review?: ReviewFacts }> {
  const { trialId, protocol, command, states } = asked;
  const { participant } = states;
  switch (command.name) {
    case 'lockTrial': {
      if ((protocol.dataReview?.lockConditions ?? []).length === 0) return {};
      return { review: { blocked: await listBlocked(pool, trialId, protocol) } };
    }
    case 'lockParticipant': {
      const siteId = participant === undefined ? undefined : siteOf(participant);
      return siteId === undefined ? {} : { review: { siteFindings: await siteFindings(pool, trialId, siteId) } };
    }
    case 'codeTerm': {
      const key = thingKey(command.body.thing);
      const open = participant === undefined ? [] : codableTerms(protocol, participant);
      const coding = open.find((term) => term.key === key)?.coding;
      return coding === undefined ? {} : termOf(pool, asked, { coding, code: command.body.code });
    }
    case 'addSynonym':
      return termOf(pool, asked, command.body);
    case 'codeAutomatically':
      return matchesOf(pool, asked, command.body.coding);
    default:
      return {};
  }
}

async function termOf(
  pool: pg.Pool,
  { protocol, states }: { readonly protocol: Protocol; readonly states: States },
  { coding, code }: { readonly coding: string; readonly code: string },
): Promise<{ readonly review?: ReviewFacts }> {
  const dictionary = dictionaryOf(protocol, coding);
  const version = dictionaryVersion(coding, { trial: states.trial, protocol });
  if (dictionary === undefined || version === undefined) return {};
  const term = await findTerm(pool, { dictionary, version, code });
  return term === undefined ? {} : { review: { term } };
}

/** Synonyms of the trial first; of them those whose code is still one of the version that counts. */
async function matchesOf(
  pool: pg.Pool,
  { protocol, states }: { readonly protocol: Protocol; readonly states: States },
  coding: string,
): Promise<{ readonly review?: ReviewFacts }> {
  const dictionary = dictionaryOf(protocol, coding);
  const version = dictionaryVersion(coding, { trial: states.trial, protocol });
  if (dictionary === undefined || version === undefined || states.participant === undefined) return {};
  const terms = codableTerms(protocol, states.participant).filter((term) => term.coding === coding);
  const synonyms = states.trial.reviewLater.synonyms[coding] ?? {};
  const found = await matchWords(pool, { dictionary, version, words: terms.map(({ verbatim }) => verbatim) });
  const matches: Record<string, NonNullable<ReviewFacts['matches']>[string]> = {};
  for (const { key, verbatim } of terms) {
    const synonym = synonyms[normaliseTerm(verbatim)];
    const current =
      synonym === undefined || synonym.version === version
        ? synonym
        : await findTerm(pool, { dictionary, version, code: synonym.code });
    const match = current === undefined ? found.get(verbatim) : { to: current, method: 'synonym' as const };
    if (match !== undefined) matches[key] = match;
  }
  return { review: { matches } };
}

function dictionaryOf(protocol: Protocol, coding: string): string | undefined {
  return protocol.dataReview?.coding?.find(({ id }) => id === coding)?.dictionary;
}
