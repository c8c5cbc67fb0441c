// Whether what is out of specification may be used: asked for by one, found acceptable by another, the sponsor told.
import { canonicalJson } from '../../../canonical.js';
import type { Material } from '../../../command/product/part.js';
import type { SealedProductState } from '../../../evolve/sealed-product-state.js';
import { type Refusal, refuse } from '../../../refusal.js';

/** Only the server can tell, from what it opened for this command. */
export function outOfSpecificationRefusal(
  opened: SealedProductState | undefined,
  { requestId, material }: { readonly requestId: string; readonly material: Material },
): Refusal | undefined {
  if (opened === undefined) return productNotOpened();
  const known = opened.outOfSpecification[requestId];
  const isFor = known !== undefined && canonicalJson(known.material) === canonicalJson(material);
  const missing = [
    ...(known?.requestedBy !== undefined && isFor ? [] : ["the physician's request for this material"]),
    ...(known?.evaluatedBy !== undefined && known.isAcceptable === true
      ? []
      : ["the manufacturer's evaluation as acceptable"]),
    ...(known?.evaluatedBy !== undefined && known.evaluatedBy === known.requestedBy
      ? ['an evaluation by another person']
      : []),
    ...(known?.isSponsorInformed === true ? [] : ['that the sponsor was told']),
  ];
  if (missing.length === 0) return undefined;
  return refuse(
    'out-of-specification-incomplete',
    `Before it is used out of specification there is missing: ${missing.join('; ')}.`,
    {
      missing,
    },
  );
}

export function productNotOpened(): Refusal {
  return refuse('product-not-opened', 'What is sealed of the product was not opened for this command.');
}
