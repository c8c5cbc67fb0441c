// What stands on a timeline, in words.
import { label, type Protocol } from '@equipoise/trial';
import type { Formats } from '../../language/format.js';
import type { Say } from '../../language/message.js';
import { shapeKey } from './strip-view.js';
import type { TimelineEntry } from './timeline.js';

interface Words {
  readonly say: Say;
  readonly language: string;
  readonly formats: Formats;
}

/** What happened. */
export function wordEntry(protocol: Protocol, entry: TimelineEntry, { say, language }: Words): string {
  const { kind, about = '', detail = '' } = entry;
  const nameIn = (all: readonly { readonly id: string; readonly name: Parameters<typeof label>[0] }[], id: string) =>
    label(all.find((one) => one.id === id)?.name ?? id, language);
  switch (kind) {
    case 'visit':
      return nameIn(protocol.visits, about);
    case 'consent':
      return say('timeline.kind.consent', { about: nameIn(protocol.consents, about), detail });
    case 'withdrawn':
      return say('timeline.kind.withdrawn', { detail: say(`withdraw.kind.${detail as 'treatment'}`) });
    case 'transferred':
      return say('timeline.kind.transferred', { detail: nameIn(protocol.sites, detail) });
    case 'excluded':
      return say('timeline.kind.excluded', { detail });
    case 'adverseEvent':
    case 'seriousEvent':
      return say(`timeline.kind.${kind}`, { about });
    case 'scheduled':
    case 'postponed':
    case 'overrideRequested':
    case 'permitted':
    case 'gateOpen':
    case 'gateOverridden':
    case 'infused':
      return say(`timeline.kind.${kind}`, { about: nameIn(protocol.administrations, about) });
    default:
      return say(`timeline.kind.${kind}`);
  }
}

/** When it happened, and what else is to be said of it. */
export function wordWhen(entry: TimelineEntry, { say, formats: { day } }: Words): string {
  const { given, until, isOngoing } = entry;
  if (given === '') return '';
  if (until !== undefined && until !== given) return say('timeline.span', { from: day(given), until: day(until) });
  return isOngoing ? say('timeline.ongoing', { from: day(given) }) : day(given);
}

/** The state of a visit and its window; the reason of an override. */
export function wordMore(entry: TimelineEntry, { say, formats: { day } }: Words): string {
  const { shape, window, kind, detail = '' } = entry;
  if (shape !== undefined) {
    const days = window && { from: day(window.from), to: day(window.to) };
    const span =
      days === undefined || days.from === days.to
        ? ''
        : say(window?.isActual ? 'timeline.window' : 'timeline.about', days);
    return [say(shapeKey(shape)), span].filter((text) => text !== '').join(', ');
  }
  return kind === 'gateOverridden' || kind === 'overrideRequested' ? detail : '';
}
