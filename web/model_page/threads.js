/**
 * Threads of WebAssembly: how many are tried, and how the page's worker starts them.
 *
 * The page's own files are their scripts (web/vendor/build/engine.mjs), for its policy lets nothing else run.
 */
/** @typedef {import('./types.js').Threads} Threads */

/** More are hardly quicker, and on a telephone the slow processors keep the quick ones waiting. */
const MOST = 4;

/**
 * How many threads are worth a try: one where memory may not be shared, as on a host that does not set the page apart.
 *
 * @param {{ crossOriginIsolated?: boolean, SharedArrayBuffer?: unknown, navigator: { hardwareConcurrency?: number } }} view
 */
export const threadsHere = ({ crossOriginIsolated, SharedArrayBuffer, navigator }) => (
  crossOriginIsolated && SharedArrayBuffer ? Math.min(MOST, navigator.hardwareConcurrency ?? 1) : 1);

/** How many a page's address asks for, for those who measure; 0 for none. @param {string | null} text */
export const threadsAsked = (text) => Math.min(MOST, Math.max(0, Math.trunc(Number(text)) || 0));

/** Makes TF.js's next WebAssembly backend one with threads. @param {any} scope The worker. @param {Threads} threads */
export function startThreads(scope, { count, starts, runs }) {
  scope.importScripts(starts);
  scope.tfjsThreads = (/** @type {any} */ config) => scope.WasmBackendModuleThreadedSimd({
    ...config,
    threads: count,
    mainScriptUrlOrBlob: starts,
    locateFile: (/** @type {string} */ path, /** @type {string} */ folder) => (path.endsWith('.worker.js') ? runs : config.locateFile(path, folder)),
  });
  scope.tfjsBackends.wasm.setThreadsCount(count);
}
