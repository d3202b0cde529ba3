/** Starts the page with TF.js and the network that lies beside it. */
import { startPage } from './page.js';
import { loadReader } from './reader.js';
import * as tf from './vendor/tfjs.js';

startPage(document, () => loadReader(tf, new URL('model/model.json', document.baseURI).href));
