// Exports of the record (the audit trail), filtered by event, user, participant, site and time (ACCEPTANCE 24).
import type { CommandBody } from '@equipoise/trial';
import type { ExportReader } from '../store/export-reader.js';
import type { AnyView } from '../store/view/contract.js';
import { views } from '../store/view/view.js';
import { columnsOf } from './data-export.js';
import { type TableWriting, writeTable } from './table-file.js';

/** The events as the caller sees them in the view `audit`, in its order. */
export function recordText(
  reader: ExportReader,
  { ofType, ofActor, ofParticipant, ofSite, from, to }: Omit<CommandBody<'exportRecord'>, 'format'>,
  writing: TableWriting,
): AsyncGenerator<string> {
  const filter = {
    type: ofType,
    actorId: ofActor,
    streamId: ofParticipant,
    siteId: ofSite,
    from: inOurEra(from),
    to: inOurEra(to),
  };
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  const view = views.audit as AnyView;
  return writeTable(reader.rows(view, given, 'exportRecord'), columnsOf(view), writing);
}

/** The database has no year 0. */
function inOurEra(instant: string | undefined): string | undefined {
  return instant !== undefined && instant < '0001' ? '0001-01-01T00:00:00.000Z' : instant;
}
