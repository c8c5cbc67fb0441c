// The signs of a timeline: one for each thing that can happen; always beside its word, or named by it.
import {
  type Icon,
  IconArrowsExchange,
  IconCalendarEvent,
  IconCalendarPause,
  IconDoorExit,
  IconDroplet,
  IconEyeExclamation,
  IconFlag,
  IconHandStop,
  IconLockAccess,
  IconLockOpen,
  IconNeedle,
  IconShieldCheck,
  IconSignature,
  IconUserCheck,
  IconUserMinus,
  IconUserSearch,
} from '@tabler/icons-react';
import { ShapeMark } from './strip-view.js';
import type { EntryKind, TimelineEntry } from './timeline.js';
import classes from './timeline.module.css';

const icons: Readonly<Record<Exclude<EntryKind, 'adverseEvent' | 'seriousEvent'>, Icon>> = {
  screened: IconUserSearch,
  screenedAgain: IconUserSearch,
  consent: IconSignature,
  randomised: IconArrowsExchange,
  transferred: IconUserCheck,
  replaced: IconUserMinus,
  withdrawn: IconDoorExit,
  excluded: IconUserMinus,
  codeBroken: IconEyeExclamation,
  end: IconFlag,
  harvested: IconNeedle,
  productSecured: IconShieldCheck,
  scheduled: IconCalendarEvent,
  postponed: IconCalendarPause,
  overrideRequested: IconHandStop,
  permitted: IconLockOpen,
  gateOpen: IconLockOpen,
  gateOverridden: IconLockAccess,
  infused: IconDroplet,
};

/** How much a sign calls for attention; its form says what it is. */
const tones: Partial<Readonly<Record<EntryKind, 'good' | 'warning' | 'bad' | 'plain'>>> = {
  infused: 'good',
  gateOpen: 'good',
  gateOverridden: 'warning',
  overrideRequested: 'warning',
  postponed: 'warning',
  withdrawn: 'bad',
  codeBroken: 'bad',
};

export function Sign({ entry }: { readonly entry: Pick<TimelineEntry, 'kind' | 'shape'> }) {
  const { kind, shape } = entry;
  if (kind === 'visit') return <ShapeMark shape={shape ?? 'undated'} />;
  if (kind === 'adverseEvent' || kind === 'seriousEvent')
    return <span className={classes.barSign} data-kind={kind} aria-hidden="true" />;
  const Drawn = icons[kind];
  return <Drawn className={classes.sign} data-tone={tones[kind] ?? 'plain'} size={16} stroke={1.8} aria-hidden />;
}
