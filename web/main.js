/** Entry of the page: starts it with TF.js and the network that lies beside it. */
import { loadReader } from './network/reader.js';
import { loadTensorFlow } from './shell/lazy_modules.js';
import { registerOffline } from './shell/offline.js';
import { startPage } from './shell/page.js';

const files = (/** @type {string} */ path) => new URL(path, document.baseURI).href;
// Fetched before the page is put together: both take their time.
const reader = loadReader(loadTensorFlow(), files);
startPage(document, { files, load: () => reader, offline: registerOffline });
