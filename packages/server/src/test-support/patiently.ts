// A client that goes on asking while the server is busy.

/** A busy answer may be sent again with the same id. */
export async function patiently<T extends { readonly accepted: boolean; readonly code?: string }>(
  work: () => Promise<T>,
): Promise<T> {
  for (;;) {
    const result = await work();
    if (result.code !== 'busy') return result;
  }
}
