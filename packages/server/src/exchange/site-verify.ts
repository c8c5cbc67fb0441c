// What lies in a site's archive for whoever wants to check it years later: how, in words, and a program that does it.

/** Read first. */
export const verifyText = `How to check this archive

1. manifest.json names every file with its size and SHA-256. On Linux or macOS:
     sha256sum FILE        (shasum -a 256 FILE)
   on Windows:
     certutil -hashfile FILE SHA256
2. events.jsonl holds one event of the record a line, by participant (streamId) and version.
   - hash = SHA-256 over the RFC 8785 JSON of the line's "envelope" without "hash";
   - prevHash = the hash of the version before (64 zeros for version 1);
   - payloadDigest = SHA-256(salt || payload), salt as bytes, payload as UTF-8.
   So no event can be changed, left out or put in without breaking the chain of its participant. The sponsor's signed
   checkpoints hold the last hash of every participant: compare it, and you know that nothing was cut off at the end.
3. A line with "withheld" does not hold all of its event:
   - "erased": the payload was erased on a legal basis, which the record states;
   - "items": values that only other roles see are left out, and the salt with them;
   - "moment": only the day is shown, because the moment could tell a treatment; its own hash can't be computed from
     here, but the next event's prevHash still holds it.
4. files/ holds the files that were added to participants, each under its id; the event AttachmentAdded names the SHA-256
   of its content.
5. All of it at once, with Node.js 20 or later, in the unpacked folder:
     node verify.mjs

index.html opens in any browser without a network. CSV files are UTF-8; "missing: notDone" and the like tell why a value
is not there; an apostrophe before =, +, - or @ keeps a spreadsheet from computing a text.
`;

/** Uses nothing but Node.js. */
export const verifyProgram = `// Checks the files of this folder against manifest.json, and events.jsonl against its hashes. Run: node verify.mjs
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const folder = new URL('./', import.meta.url);
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
const canonical = (object) => JSON.stringify(Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1))));
const problems = [];

const { files } = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8'));
for (const { path, sha256: expected } of files) {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(new URL(path, folder))) hash.update(chunk);
    if (hash.digest('hex') !== expected) problems.push(path + ': changed');
  } catch (cause) {
    problems.push(path + ': ' + cause.message);
  }
}

const attached = new Map(files.filter(({ path }) => path.startsWith('files/')).map(({ path, sha256 }) => [path.slice(6, 42), sha256]));
const added = new Map();
let events = 0;
let last = {};
for await (const line of createInterface({ input: createReadStream(new URL('events.jsonl', folder)) })) {
  const { envelope, salt, payload, withheld } = JSON.parse(line);
  const { hash, ...hashed } = envelope;
  const at = envelope.streamId + ' version ' + envelope.version;
  events += 1;
  const isNext = last.streamId === envelope.streamId && last.version + 1 === envelope.version;
  if (!isNext && envelope.version !== 1) problems.push(at + ': an event before it is missing');
  if (envelope.prevHash !== (isNext ? last.hash : '0'.repeat(64))) problems.push(at + ': does not follow the event before');
  if (withheld !== 'moment' && sha256(canonical(hashed)) !== hash) problems.push(at + ': envelope changed');
  if (salt !== undefined && sha256(Buffer.from(salt, 'hex'), payload) !== envelope.payloadDigest) problems.push(at + ': payload changed');
  if (envelope.type === 'AttachmentAdded' && payload !== undefined) {
    const { attachmentId, sha256: expected } = JSON.parse(payload);
    added.set(attachmentId, expected);
  }
  if (envelope.type === 'AttachmentRemoved' && payload !== undefined) added.delete(JSON.parse(payload).attachmentId);
  last = { streamId: envelope.streamId, version: envelope.version, hash };
}
for (const [id, expected] of added) {
  if (!attached.has(id)) problems.push('files/' + id + ': not in this archive');
  else if (attached.get(id) !== expected) problems.push('files/' + id + ': not the file that was added');
}
console.log(problems.length === 0 ? files.length + ' files and ' + events + ' events: all as they were.' : problems.join('\\n'));
process.exitCode = problems.length === 0 ? 0 : 1;
`;
