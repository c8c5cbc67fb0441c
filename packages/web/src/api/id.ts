// Ids on their way into a command: the server's schema decides whether one is an id.

/** An id as a command takes it; its kind follows from where it is put. */
export function asId<I extends string>(id: string): I {
  return id as I;
}
