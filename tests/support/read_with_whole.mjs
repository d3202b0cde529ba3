/** Reads the tests' picture with the page's network and the whole of TF.js, and prints the reading as JSON. */
import * as tf from '../../kerasdl/export/runtimes/node/tfjs.mjs';
import { createReader } from '../../web/network/reader.js';
import { loadOwnModel, pictureOfSeven } from './models.mjs';

const { confidences, digit } = createReader(tf, await loadOwnModel(tf)).read(pictureOfSeven());
console.log(JSON.stringify({ confidences: [...confidences], digit: [...digit] }));
