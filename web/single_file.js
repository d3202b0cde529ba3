/** Entry of the page as one HTML file: its data as URLs, then the page. kerasdl/webpage/single_file.js is its bundle. */
import { loadReader } from './network/reader.js';
import { loadTensorFlow } from './shell/lazy_modules.js';
import { startPage } from './shell/page.js';

/** @typedef {{type: string, text?: string, base64?: string}} StoredFile */

/** The workers, each as one script, which vendor/build/build.mjs puts here. @type {Record<string, string>} */
const WORKERS = {
  'training/training_worker.js': /** @type {any} */ (globalThis).TRAINING_WORKER,
  'signs/signs_worker.js': /** @type {any} */ (globalThis).SIGNS_WORKER,
  'camera/camera_worker.js': /** @type {any} */ (globalThis).CAMERA_WORKER,
};

/** The files inside the page, as URLs that last as long as it. @returns {Record<string, string>} */
function inlinedFiles() {
  /** @type {Record<string, StoredFile>} */
  const stored = JSON.parse(document.getElementById('kerasdl-files')?.textContent ?? '{}');
  const urls = Object.entries(stored).map(([path, { type, text, base64 = '' }]) => {
    const content = text ?? Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    return [path, URL.createObjectURL(new Blob([content], { type }))];
  });
  // In a page that is opened from a disk, Chromium starts a worker from a data: URL alone.
  const workers = Object.entries(WORKERS).map(([path, script]) => [path, `data:text/javascript;charset=utf-8,${encodeURIComponent(script)}`]);
  return Object.fromEntries([...urls, ...workers]);
}

const inside = inlinedFiles();
const files = (/** @type {string} */ path) => inside[path] ?? new URL(path, document.baseURI).href;
startPage(document, { files, load: () => loadReader(loadTensorFlow(), files) });
