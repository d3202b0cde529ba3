/** Entry of the page: starts it with TF.js and the network that lies beside it. */
import { loadReader } from './network/reader.js';
import { registerOffline } from './shell/offline.js';
import { startPage } from './shell/page.js';
import * as tf from './vendor/tfjs.js';

const files = (/** @type {string} */ path) => new URL(path, document.baseURI).href;
startPage(document, { files, load: () => loadReader(tf, files), offline: registerOffline });
