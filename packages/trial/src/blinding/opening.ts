// Openings: the closed union of reasons for which an allocation is ever opened, and who may open.
import type { CommandName } from '../command/catalogue.js';
import type { OpeningKind } from '../event/catalogue.js';

/** For each kind of opening: the only command that makes it, and what it opens for whom. */
export const openings = {
  dispensing: {
    command: 'prepareInfusion',
    opens: 'one participant',
    audience: 'the unblinded role that prepares the bag',
  },
  codeBreak: { command: 'breakCode', opens: 'one participant', audience: 'the person who breaks the code' },
  thirdParty: {
    command: 'collectAnswer',
    opens: 'one participant',
    audience: 'a third party who treats the participant',
  },
  safetyReport: {
    command: 'unblindForReport',
    opens: 'one participant',
    audience: 'pharmacovigilance, for one report to an authority',
  },
  listOpening: {
    command: 'confirmListOpening',
    opens: 'the whole trial',
    audience: 'the two people who requested and confirmed it, for some hours',
  },
  dataCut: {
    command: 'openDataCut',
    opens: 'the participants of a cut',
    audience: 'the audience that the protocol names',
  },
  unblinding: { command: 'unblindTrial', opens: 'the whole trial', audience: 'everybody' },
} as const satisfies Record<
  OpeningKind,
  { readonly command: CommandName; readonly opens: string; readonly audience: string }
>;

/** The opening that a command needs, if any; for every other command no key is ever in memory. */
export function openingOf(command: CommandName): OpeningKind | undefined {
  const kinds = Object.keys(openings) as OpeningKind[];
  return kinds.find((kind) => openings[kind].command === command);
}
