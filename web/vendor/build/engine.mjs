/**
 * TensorFlow.js in pieces, from which `kerasdl export --page` puts together what one model needs.
 *
 * Each module of a backend stands by itself, as CommonJS and minified, with the modules that it requires; tfjs-core and the
 * converter are one module, for the converter's executors need nearly all of it. kerasdl/webpage/model_page/engine.py
 * takes the backend, the kernels that a graph runs and what these require, and leaves out the rest: no bundler is needed
 * where a page is made.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { build, transform } from 'esbuild';

const WASM_OUT = 'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out';
/** With vector instructions, for old browsers without, and with threads. */
const THREADED = 'tfjs-backend-wasm-threaded-simd';
const BINARIES = ['tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm.wasm', `${THREADED}.wasm`];
const BACKENDS = ['cpu', 'wasm', 'webgl'];
const CORE = '@tensorflow/tfjs-core';
const TARGET = 'es2020';
const REQUIRE = /\brequire\("([^"]+)"\)/g;
const KERNEL = /import \{ (\w+) \} from '(\.\/kernels\/(\w+))'/g;
/** How a kernel's file says which it is. */
const KERNEL_NAME = /(?:kernelName:\s*'?|create\w*KernelConfig\()(\w+)/;
/** What Node alone has, and `fetch` of old: nothing that runs in a browser calls it. */
const NODE_ONLY = /^(fs|path|os|util|perf_hooks|worker_threads|crypto|string_decoder|node-fetch|url)$/;

const coreSource = `
export * from '@tensorflow/tfjs-core/dist/base';
import '@tensorflow/tfjs-core/dist/base_side_effects';
import '@tensorflow/tfjs-core/dist/platforms/platform_browser';
export { loadGraphModel } from '@tensorflow/tfjs-converter';
`;

/** Threads are the page's worker's to start (web/model_page/threads.js), where they are allowed: most visitors never fetch them. */
const THREADS = /-threaded-simd(\.worker)?\.js$/;
const STARTS_THREADS = 'module.exports=config=>self.tfjsThreads(config);';
/** As many workers as threads are asked for, not eight; and as many threads, not one for every two processors at most. */
const POOL = {
  'pthreadPoolSize=8': 'pthreadPoolSize=Module["threads"]-1',
  'return navigator["hardwareConcurrency"]': 'return 2*Module["threads"]',
};
const ASKS_FOR_NODE = /var ENVIRONMENT_IS_NODE=[^;]*;/;
const LICENCE = '/*! TensorFlow.js 4.22.0 | Copyright Google LLC | Apache License 2.0 | see vendor/LICENSE */\n';

/** One import of tfjs-core, whoever asks: its index registers gradients and chained operations, which no page needs. */
const baseOfCore = {
  name: 'base-of-core',
  setup(bundle) {
    bundle.onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, ({ resolveDir }) => (
      bundle.resolve('@tensorflow/tfjs-core/dist/base', { resolveDir, kind: 'import-statement' })));
    bundle.onResolve({ filter: NODE_ONLY }, () => ({ path: 'nothing', namespace: 'empty' }));
    bundle.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'export default null;' }));
  },
};

/** @param {object} input esbuild's `stdin` or `entryPoints`. @param {string} folder */
async function bundled(input, folder) {
  const { outputFiles } = await build({
    ...input,
    absWorkingDir: folder,
    bundle: true,
    format: 'cjs',
    platform: 'browser',
    mainFields: ['module', 'main'],
    minify: true,
    charset: 'utf8',
    target: TARGET,
    legalComments: 'none',
    logLevel: 'error',
    write: false,
    plugins: [baseOfCore],
  });
  return outputFiles[0].text.trim();
}

/** A module's code as CommonJS, and the names by which it requires others. @param {string} file */
async function pieceOf(file) {
  // With a map of its source behind, which is longer than the code.
  const source = (await readFile(file, 'utf8')).replace(/\/\/# sourceMappingURL=.*/, '');
  const { code } = await transform(source, { format: 'cjs', minify: true, target: TARGET, charset: 'utf8', legalComments: 'none' });
  return { code: code.trim(), requires: [...code.matchAll(REQUIRE)].map(([, name]) => name) };
}

/** Reads modules and all that they require, each once. */
class Pieces {
  /** @param {string} folder Where `node_modules` lies. */
  constructor(folder) {
    this.packages = resolve(folder, 'node_modules');
    this.folder = folder;
    /** @type {Record<string, { code: string, requires: string[] }>} */
    this.modules = {};
  }

  /** The id of a module; it is read if it is new. @param {string} name @param {string} from The file that asks. */
  async add(name, from) {
    if (name === CORE || NODE_ONLY.test(name)) return name;
    const relativePath = name.startsWith('.') ? resolve(dirname(from), name) : resolve(this.packages, name);
    if (!/^(\.|@tensorflow\/tfjs-backend)/.test(name)) return this.#package(name);
    const file = relativePath.endsWith('.js') ? relativePath : `${relativePath}.js`;
    const id = relative(this.packages, file).replaceAll('\\', '/').replace(/^@tensorflow\/tfjs-backend-/, '').replace('/dist/', '/').replace(/\.js$/, '');
    if (id in this.modules) return id;
    /** @type {{ code: string, requires: string[] }} */
    const piece = { code: '', requires: [] };
    this.modules[id] = piece;
    const { code, requires } = THREADS.test(file) ? { code: STARTS_THREADS, requires: [] } : await pieceOf(file);
    const ids = new Map();
    for (const wanted of requires) ids.set(wanted, await this.add(wanted, file));
    piece.code = code.replace(REQUIRE, (_, wanted) => `require("${ids.get(wanted)}")`);
    piece.requires = [...new Set(ids.values())];
    return id;
  }

  /** @param {string} name A small package, whole. */
  async #package(name) {
    this.modules[name] ??= { code: await bundled({ stdin: { contents: `module.exports = require('${name}');`, resolveDir: this.folder } }, this.folder), requires: [] };
    return name;
  }
}

/** @param {string} folder Where `node_modules` lies. @param {string} out @returns {Promise<{path: string, bytes: Buffer}[]>} */
export async function makeEngine(folder, out) {
  const binaries = BINARIES.map(async (name) => ({
    path: resolve(out, name),
    bytes: await readFile(resolve(folder, WASM_OUT, name)),
  }));
  const pieces = { path: resolve(out, 'pieces.json'), bytes: Buffer.from(`${JSON.stringify(await makePieces(folder), null, 1)}\n`) };
  return [pieces, ...await makeThreads(resolve(folder, WASM_OUT), out), ...await Promise.all(binaries)];
}

/**
 * WebAssembly's threads as two scripts: what the page's worker starts them with, and what each of them runs. TF.js's own make
 * workers from text, which the page's policy refuses.
 *
 * @param {string} folder Of TF.js's scripts. @param {string} out
 */
async function makeThreads(folder, out) {
  let starts = await readFile(resolve(folder, `${THREADED}.js`), 'utf8');
  for (const [theirs, ours] of Object.entries(POOL)) {
    if (starts.split(theirs).length !== 2) throw new Error(`${THREADED}.js must have this once: ${theirs}`);
    starts = starts.replace(theirs, ours);
  }
  // The text of a worker, in which a line's end stands for the two letters of one.
  const runs = createRequire(import.meta.url)(resolve(folder, `${THREADED}.worker.js`)).wasmWorkerContents.replace(/\n/g, '\\n');
  const scripts = { 'threads.js': starts, 'thread.js': runs };
  return Promise.all(Object.entries(scripts).map(async ([name, text]) => {
    const { code } = await transform(text.replace(ASKS_FOR_NODE, ''), { minify: true, target: TARGET, charset: 'utf8', legalComments: 'none', define: { ENVIRONMENT_IS_NODE: 'false' } });
    if (/\beval\b/.test(code)) throw new Error(`${name} must evaluate no text: eval`);
    return { path: resolve(out, name), bytes: Buffer.from(`${LICENCE}${code}`) };
  }));
}

/**
 * @param {string} folder Where `node_modules` lies.
 * @returns {Promise<{ modules: object, backends: object }>} Each module's code and what it requires, by its id; of each
 *     backend the module that registers it, and those of its kernels by their names.
 */
async function makePieces(folder) {
  const pieces = new Pieces(folder);
  pieces.modules[CORE] = { code: await bundled({ stdin: { contents: coreSource, resolveDir: folder } }, folder), requires: [] };
  /** @type {Record<string, { base: string, kernels: Record<string, string> }>} */
  const backends = {};
  for (const name of BACKENDS) {
    const list = resolve(pieces.packages, `@tensorflow/tfjs-backend-${name}/dist/register_all_kernels.js`);
    backends[name] = { base: await pieces.add('./base', list), kernels: {} };
    for (const [, , path] of (await readFile(list, 'utf8')).matchAll(KERNEL)) {
      const id = await pieces.add(path, list);
      const [, kernel] = KERNEL_NAME.exec(await readFile(resolve(dirname(list), `${path}.js`), 'utf8')) ?? [];
      if (!kernel || kernel in backends[name].kernels) throw new Error(`${id} must name a kernel of its own: ${kernel}`);
      backends[name].kernels[kernel] = id;
    }
  }
  return { modules: pieces.modules, backends };
}
