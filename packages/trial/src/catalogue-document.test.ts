import { describe, expect, it } from 'vitest';
import { commandCatalogueDocument, eventCatalogueDocument, refusalCatalogueDocument } from './catalogue-document.js';

it('calls a date a date, and spells its pattern out nowhere', () => {
  expect(eventCatalogueDocument()).toContain('| grantedOn | date |');
  expect(eventCatalogueDocument() + commandCatalogueDocument()).not.toContain('02-29');
});

// After a change of a catalogue: `npm run docs`, and read the difference.
describe('the documents in docs/', () => {
  it.each([
    ['catalogue-of-events.md', eventCatalogueDocument],
    ['catalogue-of-commands.md', commandCatalogueDocument],
    ['catalogue-of-refusals.md', refusalCatalogueDocument],
  ])('say in %s what the definitions say', async (file, write) => {
    await expect(write()).toMatchFileSnapshot(`../../../docs/${file}`);
  });
});
