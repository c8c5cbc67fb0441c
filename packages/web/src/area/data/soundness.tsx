// The state of the record: whether every hash and every link of it fits.
export function Soundness() {
  return null;
}
