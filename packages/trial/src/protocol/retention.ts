// The classes of retention and the identifiers of a trial: its own, or what the law of the European Union asks for.

import type { IdentifierField, RetentionClass } from './schema/retention.js';
import type { Protocol } from './schema.js';

const traceability: RetentionClass = {
  id: 'traceability',
  name: 'Traceability of the product',
  covers: ['productRecords', 'identifiers'],
  of: 'treated',
  years: 30,
  from: 'lastProduct',
  clause: 'Regulation (EC) No 1394/2007, Article 15; Directive 2004/23/EC, Article 8(4)',
};
const essentialDocuments: RetentionClass = {
  id: 'essentialDocuments',
  name: 'Essential documents',
  covers: ['essentialDocuments'],
  of: 'everybody',
  years: 25,
  from: 'trialLocked',
  clause: 'Regulation (EU) No 536/2014, Article 58',
};
const identificationList: RetentionClass = {
  id: 'identificationList',
  name: 'The list of who the participants of a site are',
  covers: ['identifiers'],
  of: 'consented',
  years: 25,
  from: 'trialLocked',
  clause: 'Regulation (EU) No 536/2014, Article 58; ICH E6(R3), Appendix C',
};

/** The classes of a trial; where its protocol names none, those of the European Union, with traceability where there is a product. */
export function retentionOf({
  retention,
  product,
}: Pick<Protocol, 'retention' | 'product'>): readonly RetentionClass[] {
  if (retention !== undefined) return retention;
  return [...(product === undefined ? [] : [traceability]), essentialDocuments, identificationList];
}

const usualIdentifiers: readonly IdentifierField[] = ['name', 'initials', 'hospitalNumber', 'contact'];

/** What a site of the trial may keep of who its participants are; a date of birth only where the protocol says so. */
export function identifiersOf({ identifiers }: Pick<Protocol, 'identifiers'>): readonly IdentifierField[] {
  return identifiers ?? usualIdentifiers;
}
