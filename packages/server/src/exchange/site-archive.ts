// The archive that a site keeps of its own participants: a page to read, tables, the events with their hashes.
import { label, type Protocol, type TrialId } from '@equipoise/trial';
import type { ArchivedEvent, ExportReader, ExportRow } from '../store/export-reader.js';
import type { AnyView } from '../store/view/contract.js';
import { type StoredView, views } from '../store/view/view.js';
import type { ArchiveFile } from './archive.js';
import { columnsOf, dictionaryFile, formFiles } from './data-export.js';
import { type ArchivedLists, listNames, participantSection } from './participant-section.js';
import { pageFoot, pageHead } from './site-page.js';
import { verifyProgram, verifyText } from './site-verify.js';
import { mapBatches, writeTable } from './table-file.js';

/** What an archive is of. */
interface SiteArchive {
  readonly protocol: Protocol;
  readonly trialId: TrialId;
  readonly siteId: string;
  readonly now: string;
  /** Names by pseudonym; who is not here stands under the pseudonym. */
  readonly names: ReadonlyMap<string, string>;
  /** The content of a file that whoever takes the archive may see. */
  readonly contentOf: (attachmentId: string) => AsyncIterable<Uint8Array>;
}

const csv = { format: 'csv', byteOrderMark: true } as const;

/** The files of the archive. Whoever takes it has the right to at this site; each view asks for its own right besides. */
export async function siteFiles(reader: ExportReader, archive: SiteArchive): Promise<readonly ArchiveFile[]> {
  const { protocol, siteId, names } = archive;
  const met = new Set<string>();
  const forms = protocol.forms.flatMap((form) =>
    formFiles(reader, form, { ...csv, right: 'forms', params: { siteId } }),
  );
  const attached = (await all(reader, 'attachments', {})).filter((row) => row.site_id === siteId);
  const written: readonly ArchiveFile[] = [
    { path: 'index.html', write: () => page(reader, archive) },
    { path: 'VERIFY.txt', write: () => [verifyText] },
    { path: 'verify.mjs', write: () => [verifyProgram] },
    { path: 'events.jsonl', write: () => eventLines(reader, archive) },
    ...forms,
    { path: 'history.csv', write: () => history(reader, archive) },
    ...(['participants', ...listNames] as const).map((name) => siteList(reader, siteId, name)),
    dictionaryFile(protocol.forms, csv),
  ];
  return [
    ...written.map((file) => noting(file, { names, met })),
    // Who occurs in what was written before, and nobody else of the trial (GDPR Art. 5(1)(c)).
    { path: 'people.csv', write: () => people(archive, met) },
    ...attached.map((row) => ({
      path: attachmentPath(row),
      write: () => archive.contentOf(String(row.attachment_id)),
    })),
  ];
}

const pseudonym = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Notes whose pseudonyms occur in a file while it is written. */
function noting(
  { path, write }: ArchiveFile,
  { names, met }: { readonly names: ReadonlyMap<string, string>; readonly met: Set<string> },
): ArchiveFile {
  async function* written() {
    for await (const piece of write()) {
      if (typeof piece === 'string')
        for (const [found] of piece.matchAll(pseudonym)) if (names.has(found)) met.add(found);
      yield piece;
    }
  }
  return { path, write: written };
}

/** Where the content of a file lies in the archive: its own name may be anything, and stands in lists/attachments.csv. */
function attachmentPath({ attachment_id: id, facts }: ExportRow): string {
  const { name } = facts as { readonly name: string };
  return `files/${String(id)}${/\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0].toLowerCase() ?? ''}`;
}

/** Rows of one view, by its own right: that they are of this site was asked before. */
async function all(
  reader: ExportReader,
  name: StoredView,
  params: Readonly<Record<string, unknown>>,
): Promise<readonly ExportRow[]> {
  const view = views[name] as AnyView;
  const found: ExportRow[] = [];
  for await (const rows of reader.rows(view, params, view.right)) found.push(...rows);
  return found;
}

async function participantsOf(reader: ExportReader, siteId: string): Promise<readonly ExportRow[]> {
  return (await all(reader, 'participants', {})).filter((row) => row.site_id === siteId);
}

async function* page(reader: ExportReader, archive: SiteArchive): AsyncGenerator<string> {
  const { protocol, siteId, now } = archive;
  const site = protocol.sites.find(({ id }) => id === siteId);
  yield pageHead({
    title: `${label(protocol.acronym)}: ${site === undefined ? siteId : label(site.name)}`,
    facts: [
      `${label(protocol.title)}, protocol version ${protocol.version}. As recorded on ${now}.`,
      'Every value with its history: when, who, from what to what, why. VERIFY.txt tells how to check that nothing was changed.',
    ],
  });
  for (const participant of await participantsOf(reader, siteId)) {
    const participantId = String(participant.participant_id);
    const lists: Partial<Record<keyof ArchivedLists, readonly ExportRow[]>> = {};
    for (const name of listNames) lists[name] = await all(reader, name, { participantId });
    yield participantSection(archive, {
      participant,
      forms: await all(reader, 'formEntries', { participantIds: participantId }),
      history: await all(reader, 'valueHistory', { participantId }),
      lists: lists as ArchivedLists,
    });
  }
  yield pageFoot();
}

async function* history(reader: ExportReader, { siteId, names }: SiteArchive): AsyncGenerator<string> {
  const columns = [
    'participant_id',
    'screening_number',
    'visit',
    'form',
    'occurrence',
    'row_id',
    'item',
    'action',
    'from',
    'to',
    'recorded_at',
    'actor_id',
    'name',
    'reason',
    'version',
  ];
  async function* batches(): AsyncGenerator<readonly ExportRow[]> {
    for (const { participant_id, screening_number } of await participantsOf(reader, siteId)) {
      const changes = await all(reader, 'valueHistory', { participantId: participant_id });
      yield changes.map((change) => ({
        ...change,
        participant_id,
        screening_number,
        name: names.get(String(change.actor_id)) ?? null,
      }));
    }
  }
  yield* writeTable(batches(), columns, csv);
}

function siteList(reader: ExportReader, siteId: string, name: 'participants' | keyof ArchivedLists): ArchiveFile {
  const view = views[name] as AnyView;
  const rows = () =>
    mapBatches(reader.rows(view, {}, view.right), (batch) => batch.filter((row) => row.site_id === siteId));
  return { path: `lists/${name}.csv`, write: () => writeTable(rows(), columnsOf(view), csv) };
}

async function* people({ names }: SiteArchive, met: ReadonlySet<string>): AsyncGenerator<string> {
  const rows = [...names].filter(([actorId]) => met.has(actorId)).map(([actor_id, name]) => ({ actor_id, name }));
  yield* writeTable([rows], ['actor_id', 'name'], csv);
}

async function* eventLines(reader: ExportReader, archive: SiteArchive): AsyncGenerator<string> {
  for (const { participant_id } of await participantsOf(reader, archive.siteId)) {
    const streamId = String(participant_id);
    const events = await reader.archiveEvents(streamId);
    yield events
      .map((event) => `${JSON.stringify(eventLine(event, { trialId: archive.trialId, streamId }))}\n`)
      .join('');
  }
}

/** An event with its envelope as it was hashed; keys that are absent there are absent here. */
function eventLine(
  { salt, payload, withheld, ...known }: ArchivedEvent,
  place: { readonly trialId: string; readonly streamId: string },
): object {
  const given = { ...place, ...known };
  return {
    envelope: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)),
    ...(salt === null ? {} : { salt }),
    ...(payload === null ? {} : { payload }),
    ...(withheld === null ? {} : { withheld }),
  };
}
