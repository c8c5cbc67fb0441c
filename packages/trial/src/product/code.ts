// Codes of the product: random, of fixed length, each with a check character, so that a misread or mistyped one is noticed.

/** No 0, 1, I, L, O or U: nothing that is misread or misheard, and no accidental words. */
const drawnAlphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const digits = '0123456789';
/** The alphabet of ISO/IEC 7064, MOD 37-2, which ISBT 128 uses for donation identification numbers. */
const checkAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*';

type RandomBytes = (length: number) => Uint8Array;

/** The check character of a code by ISO/IEC 7064, MOD 37-2. @throws RangeError for a character that it does not have */
export function checkCharacter(code: string): string {
  let remainder = 0;
  for (const character of code) {
    const value = checkAlphabet.indexOf(character);
    if (value < 0 || value === 36) throw new RangeError(`"${character}" is neither a digit nor a capital letter`);
    remainder = ((remainder + value) * 2) % 37;
  }
  return checkAlphabet[(38 - remainder) % 37]!;
}

/** Whether the last character of a code is the check character of the others. */
export function hasCheckCharacter(code: string): boolean {
  return /^[0-9A-Z]+[0-9A-Z*]$/.test(code) && checkCharacter(code.slice(0, -1)) === code.at(-1);
}

/** A chain-of-identity code: "C", ten characters, check character. Drawn, so that it says nothing of person, site or time. */
export function drawIdentityCode(randomBytes: RandomBytes): string {
  return drawChecked(randomBytes, 'C', 10);
}

/** A bag code: nine characters and the check character. */
export function drawBagCode(randomBytes: RandomBytes): string {
  return drawChecked(randomBytes, '', 9);
}

/** The code of one printed label: "L", ten characters, check character. */
export function drawLabelCode(randomBytes: RandomBytes): string {
  return drawChecked(randomBytes, 'L', 10);
}

/**
 * A donation identification number in the form of ISBT 128: facility (5), year (2), number (6), and the check
 * character. The number is drawn: it says nothing of the order of harvests.
 */
export function drawDonationCode(
  randomBytes: RandomBytes,
  { facility, year }: { readonly facility: string; readonly year: string },
): string {
  return withCheck(`${facility}${year}${draw(randomBytes, digits, 6)}`);
}

/** Codes that end in "*" would not fit where digits and capital letters alone are allowed: such a one is drawn again. */
function drawChecked(randomBytes: RandomBytes, prefix: string, length: number): string {
  for (;;) {
    const code = withCheck(prefix + draw(randomBytes, drawnAlphabet, length));
    if (!code.endsWith('*')) return code;
  }
}

function withCheck(code: string): string {
  return `${code}${checkCharacter(code)}`;
}

/** Each character uniform: words of 5 bits (of 4 for digits), those beyond the alphabet are skipped. */
function draw(randomBytes: RandomBytes, alphabet: string, length: number): string {
  const mask = alphabet.length > 16 ? 31 : 15;
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(16)) {
      const character = alphabet[byte & mask];
      if (character !== undefined && text.length < length) text += character;
    }
  }
  return text;
}
