// Commands that take data out of a trial, or bring forms in. Each is sent by the address that gives out or reads the file.
import { z } from 'zod';
import { AnalysisScope, DataScope, ImportFacts, RecordScope } from '../event/catalogue.js';
import { Slug } from '../id.js';
import { reason } from './part.js';

export const exchangeCommands = {
  exportData: DataScope.describe('recorded before the first byte is sent'),
  exportRecord: RecordScope.describe('recorded before the first byte is sent'),
  exportAnalysisData: AnalysisScope.describe('recorded before the first byte is sent'),
  exportRandomisation: z.strictObject({}).describe('recorded before the first byte is sent'),
  exportSite: z.strictObject({ siteId: Slug }).describe("the site's own archive of its participants"),
  importForms: ImportFacts.extend({ reason }).describe('recorded with the forms of the file, all of them or nothing'),
} as const;
