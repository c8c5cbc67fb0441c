// The nonce under which this page may add styles: the server draws one for each answer.

/** Empty where the page was not sent by the server (development). */
export function pageNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}
