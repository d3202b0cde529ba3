/**
 * Shared types: networks, pictures, strokes, readings. Nothing runs here.
 *
 * @typedef {keyof typeof import('./network/activations.js').ACTIVATIONS} Activation
 *
 * One layer of a network: z = Wᵀa + b, then the activation. Batch normalisation is folded in.
 * @typedef {object} Layer
 * @property {number} inputs
 * @property {number} units
 * @property {Float32Array} weights inputs × units, row by row: from input i to unit j it is weights[i * units + j].
 * @property {Float32Array} biases One per unit.
 * @property {Activation} activation The last layer's is 'softmax'.
 *
 * @typedef {object} Network
 * @property {Layer[]} layers
 * @property {number} side The digit that it takes is side × side: 28.
 * @property {string[]} labels One per output.
 * @property {number} [notSureBelow] Its own rejection threshold, where it has one.
 *
 * What a network made of a digit: weighted sums and activations, one array a layer; the last `a` are the confidences.
 * @typedef {object} Pass
 * @property {Float32Array[]} z
 * @property {Float32Array[]} a
 *
 * Greys from 0 to 255, white ink on black, row by row.
 * @typedef {object} Picture
 * @property {Uint8Array} data
 * @property {number} width
 * @property {number} height
 * @property {boolean} [row] Whether it shows a row of digits.
 *
 * @typedef {[number, number]|[number, number, number]} Point x, y and perhaps the pen's width, in a 280 × 280 drawing.
 * @typedef {Point[]} Stroke
 *
 * What the page read. `network` and `pass` are null where the exported graph is no plain network of layers.
 * @typedef {object} Reading
 * @property {Float32Array} digit side × side, 0 to 1: the ink as the network sees it.
 * @property {Float32Array} confidences
 * @property {boolean} sure Whether the highest confidence reaches the threshold that the model carries.
 * @property {Network|null} network
 * @property {Pass|null} pass
 * @property {Maps[]} [maps] What each convolution found, where the graph has convolutions.
 *
 * A layer's feature maps: the value of channel c at row y, column x is values[(y * width + x) * channels + c].
 * @typedef {object} Maps
 * @property {Float32Array} values
 * @property {number} height
 * @property {number} width
 * @property {number} channels
 *
 * Finds words: a key of web/text/ and what fills its {places}.
 * @typedef {(key: string, values?: Record<string, string|number>) => string} Translate
 */

export {};
