/** Reader of digits by the exported TF.js graph. TF.js and the graph are handed in. */
import { centerInk, createFastPath } from './center_ink.js';
import { forward } from './forward.js';
import { networkOf } from './graph.js';
import { suretyOf } from './surety.js';
import { localizedError } from '../text/localized_error.js';

/**
 * @typedef {import('../types.js').Picture} Picture
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../types.js').Pass} Pass
 * @typedef {import('../types.js').Reading} Reading
 * @typedef {typeof import('../vendor/tfjs.js')} TensorFlow
 * @typedef {import('../vendor/tfjs.js').GraphModel} GraphModel
 *
 * @typedef {object} Reader
 * @property {string[]} labels One per output.
 * @property {number} side The digit that the network takes is side × side.
 * @property {Network | null} network What the graph computes after the digit; null where it is no plain network.
 * @property {(picture: Picture, trained?: Network | null) => Reading} read With the exported network, or with one trained here.
 * @property {() => boolean} hasten From then on reads by the graph's layers themselves, where they are plain ones and have been
 *     seen to give what the graph gives; whether it does. Some tenths of a second of work.
 * @property {() => void} dispose
 */

/** What a layer's feature maps are called in the exported graph. */
const MAPS = /^hidden_(\d+)$/;

/** How sure a network trained here must be: it has never seen what is no digit, so its share alone speaks. */
const TRAINED_NOT_SURE_BELOW = 0.25;

/**
 * The smallest part of a picture that holds all its ink, or the picture itself where there is none.
 *
 * @param {Picture} picture
 * @returns {Picture}
 */
export function trim({ data, width, height }) {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (data[y * width + x] === 0) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  if (bottom < 0) return { data, width, height };
  const [w, h] = [right - left + 1, bottom - top + 1];
  const part = new Uint8Array(w * h);
  for (let y = 0; y < h; y += 1) part.set(data.subarray((top + y) * width + left, (top + y) * width + right + 1), y * w);
  return { data: part, width: w, height: h };
}

/**
 * Runs a graph model on a picture.
 *
 * @param {TensorFlow} tf
 * @param {GraphModel} model
 * @returns {(picture: Picture, outputs: string[]) => {values: Float32Array, shape: number[]}[]}
 */
function createRunner(tf, model) {
  return (picture, outputs) => {
    // The network finds the ink itself; leaving the empty margins off only saves it the search.
    const { data, width, height } = trim(picture);
    /** @type {{values: Float32Array, shape: number[]}[]} */
    let found = [];
    tf.tidy(() => {
      const ink = tf.tensor3d(Float32Array.from(data), [1, height, width]);
      const tensors = model.execute({ ink }, outputs);
      // Copies: what a tensor holds may be used again once it is disposed of.
      found = [tensors].flat().map((tensor) => ({ values: Float32Array.from(tensor.dataSync()), shape: [...tensor.shape] }));
    });
    return found;
  };
}

/** The outputs that are a convolution's feature maps, (1, height, width, channels), first layer first. @param {GraphModel} model */
function mapOutputs(model) {
  return Object.entries(model.modelSignature?.outputs ?? {})
    .filter(([name, { tensorShape }]) => MAPS.test(name) && tensorShape?.dim?.length === 4)
    .map(([name]) => name)
    .sort((a, b) => Number(a.match(MAPS)?.[1]) - Number(b.match(MAPS)?.[1]));
}

/** @param {Network | null} network @param {Float32Array} digit @param {Pass} pass @param {number} threshold @returns {Reading} */
function readingOf(network, digit, pass, threshold) {
  const confidences = pass.a[pass.a.length - 1];
  return { digit, confidences, sure: suretyOf(confidences) >= threshold, network, pass };
}

/**
 * Makes a reader of a loaded graph model.
 *
 * @param {TensorFlow} tf
 * @param {GraphModel} model From `ink`, (1, height, width), 0 to 255, to `confidences` and `digit`.
 * @returns {Reader}
 */
export function createReader(tf, model) {
  const about = /** @type {{not_sure_below?: number, labels?: string[]}} */ (model.metadata ?? {});
  const maps = mapOutputs(model);
  const runner = createRunner(tf, model);
  /** @param {Picture} picture @param {string[]} outputs */
  const run = (picture, outputs) => runner(picture, outputs).map(({ values }) => values);
  const blank = { data: new Uint8Array(64 * 64).fill(255), width: 64, height: 64 };
  const [first, firstDigit] = run(blank, ['confidences', 'digit']);
  const side = Math.round(Math.sqrt(firstDigit.length));
  const labels = Array.from(first, (_, i) => about.labels?.[i] ?? String(i));
  const threshold = about.not_sure_below ?? 0;
  /** @type {Network | null | undefined} */
  let network;
  /** @type {ReturnType<typeof createFastPath>} */
  let quick = null;
  /** By the graph itself. @param {Picture} picture @returns {Reading} */
  const readByGraph = (picture) => {
    const [confidences, digit] = run(picture, ['confidences', 'digit']);
    /** @type {Pass | null} */
    let pass = null;
    return {
      digit,
      confidences,
      sure: suretyOf(confidences) >= threshold,
      get network() { return reader.network; },
      /** Worked out only where a view looks at it. */
      get pass() {
        if (!pass && reader.network) pass = forward(reader.network, digit);
        return pass;
      },
      /** The same; the picture may have changed by then, so it is kept. */
      get maps() {
        return maps.length === 0 ? [] : runner(picture, maps).map(({ values, shape }) => (
          { values, height: shape[1], width: shape[2], channels: shape[3] }
        ));
      },
    };
  };
  const reader = {
    labels,
    side,
    /** Read out of the graph when it is first asked for: most visitors only draw. */
    get network() {
      if (network === undefined) network = networkOf(model, side, labels, tf);
      return network;
    },
    /** @param {Picture} picture @param {Network | null} [trained] @returns {Reading} */
    read(picture, trained = null) {
      if (trained) {
        const digit = quick ? centerInk(picture, side) : run(picture, ['digit'])[0];
        return readingOf(trained, digit, forward(trained, digit), trained.notSureBelow ?? TRAINED_NOT_SURE_BELOW);
      }
      if (!quick) return readByGraph(picture);
      const { digit, pass } = quick(trim(picture));
      return readingOf(reader.network, digit, pass, threshold);
    },
    hasten() {
      quick ??= reader.network && createFastPath(reader.network, (picture) => {
        const [confidences, digit] = run(picture, ['confidences', 'digit']);
        return { confidences, digit };
      });
      return quick !== null;
    },
    dispose() { model.dispose(); },
  };
  return reader;
}

/** @param {string} url @returns {Promise<Response>} */
async function get(url) {
  const response = await fetch(url).catch((error) => { throw localizedError('model.unreachable', { reason: error.message }); });
  if (!response.ok) throw localizedError('model.missing', { status: response.status });
  return response;
}

/** @param {any} manifest */
const isManifest = (manifest) => Array.isArray(manifest) && manifest.every((group) => (
  Array.isArray(group?.paths) && Array.isArray(group.weights) && group.weights.every((/** @type {any} */ spec) => Array.isArray(spec?.shape))));

/**
 * Fetches the model's files.
 *
 * @param {(path: string) => string} files The URL of each of the page's files.
 */
async function fetchModel(files) {
  const json = await (await get(files('model/model.json'))).json().catch(() => { throw localizedError('model.no_json'); });
  if (!json?.modelTopology?.node?.length || !isManifest(json.weightsManifest)) throw localizedError('model.no_graph');
  /** @type {{paths: string[], weights: {name: string, shape: number[], dtype: string}[]}[]} */
  const manifest = json.weightsManifest;
  const paths = manifest.flatMap((group) => group.paths);
  const parts = await Promise.all(paths.map(async (path) => (await get(files(`model/${path}`))).arrayBuffer()));
  const weights = parts.length === 1 ? parts[0] : await new Blob(parts).arrayBuffer();
  const specs = manifest.flatMap((group) => group.weights);
  const wanted = specs.reduce((sum, spec) => sum + bytesOf(spec), 0);
  if (weights.byteLength !== wanted) throw localizedError('model.damaged', { wanted, received: weights.byteLength });
  return { json, specs, weights };
}

/** @param {TensorFlow} tf */
async function prepare(tf) {
  await tf.setBackend('cpu');
  await tf.ready();
  return tf;
}

/**
 * Loads the model beside the page and makes a reader of it that has read once, so that the first digit is quick.
 *
 * @param {TensorFlow | Promise<TensorFlow>} tensorFlow While it is loaded, the model is fetched.
 * @param {(path: string) => string} files The URL of each of the page's files.
 * @returns {Promise<Reader>}
 */
export async function loadReader(tensorFlow, files) {
  const [{ json, specs, weights }, tf] = await Promise.all([fetchModel(files), Promise.resolve(tensorFlow).then(prepare)]);
  try {
    const artifacts = await tf.io.getModelArtifactsForJSON(json, async () => [specs, weights]);
    return createReader(tf, await tf.loadGraphModel({ load: async () => artifacts }));
  } catch (error) {
    throw localizedError('model.refused', { reason: String(/** @type {Error} */ (error)?.message ?? error) });
  }
}

/**
 * How many bytes of the weight files are one weight's.
 *
 * @param {{shape: number[], dtype: string, quantization?: {dtype: string}}} spec
 */
function bytesOf({ shape, dtype, quantization }) {
  const sizes = /** @type {Record<string, number>} */ ({ float32: 4, int32: 4, float16: 2, uint16: 2, uint8: 1, bool: 1 });
  return shape.reduce((product, length) => product * length, 1) * (sizes[quantization?.dtype ?? dtype] ?? 4);
}
