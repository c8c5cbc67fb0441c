// A seeded source of chance for simulations of designs: the same seed gives the same numbers everywhere.
import { sha256Bytes } from '../digest.js';
import { createDraw } from './draw.js';

/** Gives numbers uniform on [0, 1), multiples of 2⁻⁵³. For simulations alone: no allocation is drawn from it. */
export function seededRandom(seed: number): () => number {
  const bytes = sha256Bytes(`equipoise-simulation|${seed}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const { word } = createDraw(Uint32Array.from({ length: 8 }, (_, index) => view.getUint32(4 * index, true)));
  return () => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53;
}
