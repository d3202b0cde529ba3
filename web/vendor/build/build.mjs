/**
 * Builds every bundle from the pinned packages beside this file and from the page's modules.
 *
 *     npm ci && node build.mjs            writes all of them
 *     npm ci && node build.mjs --check    writes nothing; fails where a bundle differs from what it would write
 */
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { slim } from './slim.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../../..');

const shared = {
  absWorkingDir: here,
  bundle: true,
  charset: 'utf8',
  format: 'esm',
  legalComments: 'eof',
  logLevel: 'warning',
  // The packages' main files are CommonJS builds that hold everything; the module builds can be shaken.
  mainFields: ['module', 'main'],
  minify: true,
  write: false,
};

const nodeBundle = {
  ...shared,
  outfile: resolve(root, 'kerasdl/export/runtimes/node/tfjs.mjs'),
  entryPoints: ['node.js'],
  platform: 'node',
  target: 'node20',
  alias: { 'node-fetch': './node-fetch.js' },
  // TF.js asks for Node's own modules with `require`, which a module does not have unless it is made.
  banner: {
    js: '// TensorFlow.js for Node, built by web/vendor/build/build.mjs from packages under the Apache License 2.0;\n'
      + '// see web/vendor/README.md and web/vendor/LICENSE.\n'
      + "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
  },
};

const pageBundle = {
  ...shared,
  outfile: resolve(root, 'web/vendor/tfjs.js'),
  entryPoints: ['page.js'],
  platform: 'browser',
  target: 'es2020',
  legalComments: 'none',
  plugins: [slim(here)],
  banner: {
    js: '/*! TensorFlow.js 4.22.0 | Copyright Google LLC | Apache License 2.0 | see LICENSE and README.md beside this file */',
  },
};

/** Scripts of our own modules, as new as the browsers that the modules themselves run in. */
const ownScript = { ...shared, legalComments: 'inline', platform: 'browser', target: 'es2022' };

/** The page as one script, with its worker's script inside. It holds `pageBundle`, so it is built after that. */
const singleFile = async () => ({
  ...ownScript,
  outfile: resolve(root, 'kerasdl/webpage/single_file.js'),
  entryPoints: [resolve(root, 'web/single_file.js')],
  format: 'iife',
  define: { 'globalThis.TRAINING_WORKER': JSON.stringify(String((await make(trainingWorker)).bytes)) },
});
const trainingWorker = {
  ...ownScript,
  outfile: resolve(root, 'training_worker.js'), // not written
  entryPoints: [resolve(root, 'web/training/training_worker.js')],
  format: 'iife',
};

/** The dashboard's canvas: a Streamlit component is one module. */
const inkCanvas = {
  ...ownScript,
  outfile: resolve(root, 'app/components/ink_canvas.bundle.js'),
  entryPoints: [resolve(root, 'app/components/ink_canvas.js')],
};

const bundles = [pageBundle, nodeBundle, singleFile, inkCanvas];

/** Builds one bundle and returns where it goes and its bytes. */
async function make(options) {
  const { outputFiles: [{ contents }] } = await build(options);
  return { path: options.outfile, bytes: Buffer.from(contents) };
}

/** Whether the file at `path` holds these very bytes. */
async function holds(path, bytes) {
  const present = await readFile(path).catch(() => null);
  return present !== null && present.equals(bytes);
}

async function main(check) {
  let stale = 0;
  for (const bundle of bundles) {
    const { path, bytes } = await make(typeof bundle === 'function' ? await bundle() : bundle);
    const kilobytes = (size) => `${(size / 1000).toFixed(1)} kB`;
    const same = await holds(path, bytes);
    if (!same && check) stale += 1;
    if (!same && !check) await writeFile(path, bytes);
    const state = same ? 'unchanged' : check ? 'DIFFERS' : 'written';
    console.log(`${relative(root, path)}: ${kilobytes(bytes.length)}, ${kilobytes(gzipSync(bytes).length)} gzipped, ${state}`);
  }
  return stale === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.includes('--check'));
