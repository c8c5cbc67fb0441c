// What signing out removes from this device: everything but the choice of language and colours.
const kept = new Set(['equipoise.language', 'mantine-color-scheme-value']);

/** Erases drafts, keys and whatever else pages stored. */
export async function clearDevice(): Promise<void> {
  sessionStorage.clear();
  for (const name of Object.keys(localStorage)) if (!kept.has(name)) localStorage.removeItem(name);
  const databases = (await indexedDB.databases?.()) ?? [];
  await Promise.all(databases.map(({ name }) => (name === undefined ? undefined : erase(name))));
}

/** Waits until a database is gone; one that another page holds goes as soon as that page lets it. */
function erase(name: string): Promise<void> {
  return new Promise((done) => {
    const request = indexedDB.deleteDatabase(name);
    for (const end of ['success', 'error', 'blocked']) request.addEventListener(end, () => done());
  });
}
