// Fills in what a protocol says in one place for several, so that nothing downstream has to look it up.
import type { Item, Protocol } from './schema.js';
import { translateProtocol } from './translate.js';

/** The protocol with its translations at every text, and the codes of shared code lists at every item that names one. */
export function completeProtocol(written: Protocol): Protocol {
  const protocol = translateProtocol(written);
  if (protocol.codeLists === undefined) return protocol;
  const lists = new Map(protocol.codeLists.map(({ id, codes }) => [id, codes]));
  const complete = (item: Item): Item => {
    const codes = item.codeList === undefined ? undefined : lists.get(item.codeList);
    return codes === undefined ? item : { ...item, codes };
  };
  const { product } = protocol;
  return {
    ...protocol,
    forms: protocol.forms.map((form) => ({ ...form, items: form.items.map(complete) })),
    ...(product === undefined ? {} : { product: { ...product, laboratory: product.laboratory.map(complete) } }),
  };
}
