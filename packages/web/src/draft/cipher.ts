// Drafts are sealed with AES-GCM before they touch the device.

/** What lies on the device of a draft. */
export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
}

/** The key as the server tells it: 32 bytes in base64url. */
export function importDraftKey(text: string): Promise<CryptoKey> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** Seals a value; `about` is bound to it, so that it opens in its own place alone. */
export async function seal(key: CryptoKey, about: string, value: unknown): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  const additionalData = new TextEncoder().encode(about);
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, plain) };
}

/** Opens what was sealed; undefined where the key or the place is another. */
export async function unseal<T>(key: CryptoKey, about: string, { iv, data }: Sealed): Promise<T | undefined> {
  try {
    const additionalData = new TextEncoder().encode(about);
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, data);
    return JSON.parse(new TextDecoder().decode(plain)) as T;
  } catch {
    return undefined;
  }
}
