/** Starts the page with TF.js and the network that lies beside it. */
import { startPage } from './shell/page.js';
import { loadReader } from './network/reader.js';
import * as tf from './vendor/tfjs.js';

/**
 * The URL of one of the page's files: beside the page, or, where the page is a single file, out of it.
 *
 * @param {string} path
 * @returns {string}
 */
function files(path) {
  const inside = /** @type {{kerasdlFiles?: Record<string, string>}} */ (globalThis).kerasdlFiles;
  return inside?.[path] ?? new URL(path, document.baseURI).href;
}

startPage(document, { files, load: () => loadReader(tf, files) });
