/** The page as one HTML file, with everything in it. kerasdl/webpage/model_page/built/single_file.js is its bundle. */
import { startModelPage } from './main.js';

/** @typedef {{type: string, text?: string, base64?: string}} StoredFile */

/** @type {Record<string, StoredFile>} */
const stored = JSON.parse(document.getElementById('kerasdl-files')?.textContent ?? '{}');
const bytesOf = (/** @type {StoredFile} */ { text, base64 = '' }) => (
  text === undefined ? Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)) : new TextEncoder().encode(text));
// In a page that is opened from a disk, Chromium starts a worker from a data: URL alone.
const url = (/** @type {string} */ path) => `data:text/javascript;charset=utf-8,${encodeURIComponent(stored[path]?.text ?? '')}`;
startModelPage(document, { url, inside: true, bytes: async (path) => /** @type {ArrayBuffer} */ (bytesOf(stored[path]).buffer) }, JSON.parse(stored['page.json'].text ?? ''));
