/** What this device keeps for its person: things that wait for the network, and photos of drafts (IndexedDB). */
const NAME = "mitmachstadt";

function open() {
  return new Promise((answer, fail) => {
    const wish = indexedDB.open(NAME, 1);
    wish.onupgradeneeded = () => {
      wish.result.createObjectStore("outbox", { keyPath: "id", autoIncrement: true });
      wish.result.createObjectStore("photos");
    };
    wish.onsuccess = () => answer(wish.result);
    wish.onerror = () => fail(wish.error);
    wish.onblocked = () => fail(new Error("blocked"));
  });
}

async function run(store, mode, work) {
  const base = await open();
  try {
    return await new Promise((answer, fail) => {
      const change = base.transaction(store, mode);
      const wish = work(change.objectStore(store));
      change.oncomplete = () => answer(wish?.result);
      change.onerror = change.onabort = () => fail(change.error);
    });
  } finally { base.close(); }
}

export const all = () => run("outbox", "readonly", (store) => store.getAll());
export const get = (id) => run("outbox", "readonly", (store) => store.get(id));
export const put = (entry) => run("outbox", "readwrite", (store) => store.put(entry));
/** Puts `after` in the place of `before`, unless its person decided something about it or threw it away meanwhile. */
export const swap = (before, after) => run("outbox", "readwrite", (store) => {
  const now = store.get(before.id);
  now.onsuccess = () => {
    if (["state", "other", "whose"].every((name) => now.result && now.result[name] === before[name])) store.put(after);
  };
});
export const remove = (id) => run("outbox", "readwrite", (store) => store.delete(id));
export const photo = (key) => run("photos", "readonly", (store) => store.get(key));
export const keepPhoto = (key, file) => run("photos", "readwrite", (store) => (file ? store.put(file, key) : store.delete(key)));
/** All files of a draft, whatever their fields are called. */
export const dropPhotos = (draft) => run("photos", "readwrite", (store) => store.delete(IDBKeyRange.bound(`${draft}:`, `${draft};`, false, true)));
