// What a file is, by how it begins: the name and the type that a sender claims say nothing.

/** The types that are taken, with how a file of each begins. */
const beginnings: readonly (readonly [mediaType: string, fits: (start: Buffer) => boolean])[] = [
  ['application/pdf', (start) => start.subarray(0, 5).toString('latin1') === '%PDF-'],
  ['image/png', (start) => start.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))],
  ['image/jpeg', (start) => start.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))],
  ['image/tiff', (start) => ['II*\0', 'MM\0*'].includes(start.subarray(0, 4).toString('latin1'))],
  ['application/dicom', (start) => start.subarray(128, 132).toString('latin1') === 'DICM'],
];

/** So many bytes tell every type. */
export const typeBytes = 132;

export const allowedTypes: readonly string[] = beginnings.map(([mediaType]) => mediaType);

/** The type of a file by its first bytes; undefined where it is none that is taken. */
export function typeOfFile(start: Buffer): string | undefined {
  return beginnings.find(([, fits]) => fits(start))?.[0];
}
