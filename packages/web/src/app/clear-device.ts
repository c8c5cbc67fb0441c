// What signing out removes from this device: everything but the choice of language and colours.
const kept = new Set(['equipoise.language', 'mantine-color-scheme-value']);

/** Erases drafts, keys and whatever else pages stored. */
export async function clearDevice(): Promise<void> {
  sessionStorage.clear();
  for (const name of Object.keys(localStorage)) if (!kept.has(name)) localStorage.removeItem(name);
  const databases = (await indexedDB.databases?.()) ?? [];
  for (const { name } of databases) if (name !== undefined) indexedDB.deleteDatabase(name);
}
