// Answers that were asked for while the application was still loading (public/early.js).

interface Early {
  readonly askedAt: number;
  readonly answer: Promise<Response>;
}

declare global {
  // Absent in tests, and where the file could not be loaded.
  var equipoiseEarly: Map<string, Early> | undefined;
}

/** What is older is asked for anew. */
const freshMs = 10_000;

/** The answer to a GET of this address, where it was asked for already; each is given once. */
export function takeEarly(path: string): Promise<Response> | undefined {
  const early = globalThis.equipoiseEarly?.get(path);
  globalThis.equipoiseEarly?.delete(path);
  return early !== undefined && performance.now() - early.askedAt < freshMs ? early.answer : undefined;
}
