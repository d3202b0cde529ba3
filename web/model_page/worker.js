/**
 * The model's worker: loads the graph, picks the quickest of TF.js's backends that are here, and answers.
 *
 * It stands behind the modules of TF.js that kerasdl/webpage/model_page/engine.py puts in front of it.
 */
import { isBetter, SLOW } from './agreement.js';
import { startThreads } from './threads.js';

/** @typedef {import('./types.js').Values} Values */
/** @typedef {import('./types.js').ModelToLoad} ModelToLoad */
/** @typedef {import('./types.js').Shaped} Shaped */
/** @typedef {import('./types.js').Tried} Tried */

const scope = /** @type {any} */ (globalThis);
const tf = scope.tfjsRequire('@tensorflow/tfjs-core');

const THREADED = 'tfjs-backend-wasm-threaded-simd.wasm';
/** So many answers are timed, after others in which the browser compiles: for so many milliseconds, or so many of them. */
const TIMED = 3;
const SETTLES = 400;
const ENOUGH = 16;
/** So many milliseconds tell enough of a slow model. */
const LONG = 3000;

/** @type {any} */
let model = null;
/** @type {ModelToLoad} */
let described;

/** @param {Values} values @param {string} dtype */
function typed(values, dtype) {
  if (dtype === 'bool') return Uint8Array.from(/** @type {any} */ (values));
  const wanted = dtype === 'int32' ? Int32Array : Float32Array;
  return values instanceof wanted ? values : wanted.from(/** @type {any} */ (values));
}

/** @param {Shaped[]} inputs @returns {Promise<Shaped[]>} */
async function answer(inputs) {
  const { signature } = described;
  const given = Object.fromEntries(inputs.map(({ name, shape, values }) => (
    [signature.inputs[name].name, tf.tensor(typed(values, signature.inputs[name].dtype), shape, signature.inputs[name].dtype)])));
  const names = Object.keys(signature.outputs);
  const nodes = names.map((name) => signature.outputs[name].name);
  let results;
  try {
    try {
      results = model.execute(given, nodes);
    } catch {
      results = await model.executeAsync(given, nodes); // loops, and operations whose results have no known size
    }
    results = Array.isArray(results) ? results : [results];
    return await Promise.all(results.map(async (/** @type {any} */ tensor, /** @type {number} */ n) => (
      { name: names[n], shape: tensor.shape, values: await tensor.data() })));
  } finally {
    tf.dispose(given);
    tf.dispose(results);
  }
}

/** Milliseconds of an answer, and the answer. @param {Shaped[]} inputs @returns {Promise<Tried>} */
async function timed(inputs) {
  const began = performance.now();
  let found = await answer(inputs);
  const times = [performance.now() - began];
  const goesOn = () => {
    const spent = performance.now() - began;
    // Of a graphics processor the first answer tells nothing, however long it took: its programs are compiled in it.
    if (spent >= LONG) return times.length === 1 && tf.getBackend() === 'webgl';
    return times.length <= TIMED || (spent < SETTLES && times.length < ENOUGH);
  };
  while (goesOn()) {
    const start = performance.now();
    found = await answer(inputs);
    times.push(performance.now() - start);
  }
  const counted = times.slice(1).slice(-TIMED);
  const sorted = (counted.length ? counted : times).sort((a, b) => a - b);
  return { found, milliseconds: sorted[sorted.length >> 1] };
}

/** Whether there is a graphics processor, and not a program that acts as one. */
function hasGraphics() {
  try {
    const context = /** @type {any} */ (new OffscreenCanvas(1, 1).getContext('webgl2', { failIfMajorPerformanceCaveat: true }));
    const about = context?.getExtension('WEBGL_debug_renderer_info');
    const name = context && String(context.getParameter(about ? about.UNMASKED_RENDERER_WEBGL : context.RENDERER));
    return Boolean(context) && !/swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
  } catch {
    return false;
  }
}

/** A file's URL; a page without files of its own gives its bytes. @param {string | ArrayBuffer} file */
const urlOf = (file) => (typeof file === 'string' ? file : URL.createObjectURL(new Blob([file], { type: 'application/wasm' })));

/** Sets a backend up; false where it is not there. @param {string} name @returns {Promise<boolean>} */
async function use(name) {
  const { scripts, binaries } = described;
  if (!scope.tfjsBackends[name] && scripts[name]) scope.importScripts(scripts[name]);
  if (!scope.tfjsBackends[name]) return false;
  if (name === 'wasm') {
    if (described.threads) startThreads(scope, described.threads);
    else tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    const paths = Object.fromEntries(Object.entries(binaries).map(([file, found]) => [file, urlOf(found)]));
    scope.tfjsBackends.wasm.setWasmPaths({ [THREADED]: described.threads?.binary ?? '-', ...paths });
  }
  const there = await tf.setBackend(name).catch(() => false);
  if (there && name === 'wasm') guardMemory(tf.engine().backendInstance.wasm);
  return there;
}

/** Lets WebAssembly fail when its memory is used up: it would write numbers over others. @param {any} wasm */
function guardMemory(wasm) {
  wasm._free(wasm._malloc(1)); // the first call puts the function itself there
  const allocate = wasm._malloc;
  wasm._malloc = (/** @type {number} */ bytes) => {
    const place = allocate(bytes);
    if (!place && bytes) throw new Error('out of memory');
    return place;
  };
}

/**
 * Tries the graphics processor where the model is slow, and keeps it where it is quicker and answers the same.
 *
 * @param {Shaped[]} inputs
 * @param {Tried} first
 * @returns {Promise<Tried>}
 */
async function maybeGraphics(inputs, first) {
  const wanted = described.insist === 'webgl' || (first.milliseconds > SLOW && hasGraphics());
  if (!described.scripts.webgl || !wanted) return first;
  const before = tf.getBackend();
  try {
    // What computes in half precision answers roughly, even where the example does not show it.
    if (await use('webgl') && tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')) {
      const other = await timed(inputs);
      if (isBetter(first, other)) return other;
    }
  } catch {
    // It lacks memory or a kernel: what answered before goes on.
  }
  await tf.setBackend(before);
  return first;
}

/** A model's files as TF.js takes them. @param {Record<string, ArrayBuffer>} files */
function artifacts(files) {
  const content = JSON.parse(new TextDecoder().decode(files['model.json']));
  const groups = /** @type {{ paths: string[], weights: object[] }[]} */ (content.weightsManifest);
  return {
    ...content,
    weightSpecs: groups.flatMap(({ weights }) => weights),
    weightData: groups.flatMap(({ paths }) => paths.map((path) => files[path])),
  };
}

/** @param {ModelToLoad} given */
async function load(given) {
  described = given;
  tf.env().set('PROD', true);
  const wanted = given.backend ? [given.backend] : ['wasm', 'cpu', 'webgl'];
  let found = false;
  for (const name of wanted) found ||= await use(name);
  if (!found) throw new Error(`none of TensorFlow.js's backends starts here: ${wanted.join(', ')}`);
  model = await tf.loadGraphModel(tf.io.fromMemory(artifacts(given.files)));
  /** @type {Tried} */
  let tried = { milliseconds: 0, found: [] };
  if (given.example) {
    tried = await timed(given.example);
    if (!given.backend) tried = await maybeGraphics(given.example, tried);
  }
  const backend = tf.getBackend();
  return { ...tried, backend, threads: given.threads && backend === 'wasm' ? scope.tfjsBackends.wasm.getThreadsCount() : 1, bytes: tf.memory().numBytes };
}

scope.onmessage = async (/** @type {MessageEvent} */ { data: { id, load: given, inputs } }) => {
  try {
    if (given) {
      scope.postMessage({ id, result: await load(given) });
      return;
    }
    const start = performance.now();
    const outputs = await answer(inputs);
    scope.postMessage({ id, result: { outputs, milliseconds: performance.now() - start } }, outputs.map(({ values }) => values.buffer));
  } catch (error) {
    scope.postMessage({ id, error: String(/** @type {any} */ (error)?.message ?? error) });
  }
};
