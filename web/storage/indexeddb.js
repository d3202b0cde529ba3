/** Bytes under names in IndexedDB, such as trained networks; where it may not be used, that is said, and nothing else fails. */
import { localizedError } from '../text/localized_error.js';

const SHELF = 'networks';
const MOST_LISTED = 1000;

/** @template Value @param {IDBRequest<Value>} request @returns {Promise<Value>} */
const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** What storage refuses, as an error with the key of its text. @param {unknown} error */
function inKey(error) {
  const { name, key } = /** @type {{name?: string, key?: string}} */ (error ?? {});
  if (key) return error;
  return localizedError(name === 'QuotaExceededError' ? 'kept.full' : 'kept.refused');
}

/**
 * @param {() => IDBFactory | undefined} storage Asked when it is first needed: where storage is off, asking throws.
 * @param {string} [name] The database's.
 */
export function createNetworkDatabase(storage, name = 'kerasdl') {
  /** @type {Promise<IDBDatabase> | null} */
  let opening = null;
  const open = () => {
    const opened = opening ?? (async () => {
      const factory = storage();
      if (!factory) throw localizedError('kept.refused');
      const request = factory.open(name, 1);
      request.onupgradeneeded = () => { request.result.createObjectStore(SHELF); };
      const database = await done(request);
      // Another window with a newer page wants to change the shelf: it is opened again when it is next needed.
      database.onversionchange = () => { database.close(); opening = null; };
      return database;
    })();
    opening = opened;
    opened.catch(() => { opening = null; });
    return opened;
  };
  /**
   * @template Value
   * @param {IDBTransactionMode} mode
   * @param {(shelf: IDBObjectStore) => IDBRequest<Value>} ask
   * @returns {Promise<Value>}
   */
  const asking = async (mode, ask) => {
    try {
      const transaction = (await open()).transaction(SHELF, mode);
      const ended = new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
      });
      const [value] = await Promise.all([done(ask(transaction.objectStore(SHELF))), ended]);
      return value;
    } catch (error) {
      throw inKey(error);
    }
  };
  return {
    /** Keeps bytes under a name, in place of what had it. @param {string} name @param {Uint8Array} bytes */
    async keep(name, bytes) { await asking('readwrite', (shelf) => shelf.put(bytes, name)); },
    /** @returns {Promise<string[]>} The names, in their order; of very many, the first. */
    async list() {
      const names = await asking('readonly', (shelf) => shelf.getAllKeys(null, MOST_LISTED));
      return names.filter((name) => typeof name === 'string');
    },
    /** @param {string} name @returns {Promise<Uint8Array>} */
    async load(name) {
      const bytes = await asking('readonly', (shelf) => shelf.get(name));
      if (bytes === undefined) throw localizedError('kept.gone', { name });
      if (!(bytes instanceof Uint8Array)) throw localizedError('kept.damaged', { name });
      return bytes;
    },
    /** @param {string} name */
    async remove(name) { await asking('readwrite', (shelf) => shelf.delete(name)); },
  };
}
