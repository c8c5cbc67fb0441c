// Parts of a page that are not shown at first: their code comes when they are opened, or when nothing else is to be done.
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

export interface Later<P extends object> {
  /** To be shown within a Suspense. */
  readonly Content: LazyExoticComponent<ComponentType<P>>;
  /** Fetches its code, so that a connection that is lost later does not matter. */
  readonly fetch: () => void;
}

/** A component whose code comes later. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): Later<P> {
  return {
    Content: lazy(async () => ({ default: await load() })),
    // Where it fails, opening it says so.
    fetch: () => void load().catch(() => undefined),
  };
}

/** Does something when the browser has nothing else to do. @returns takes it back */
export function whenIdle(work: () => void): () => void {
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(work, 1000);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(work, { timeout: 5000 });
  return () => cancelIdleCallback(handle);
}
