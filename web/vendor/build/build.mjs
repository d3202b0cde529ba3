/**
 * Builds every bundle from the pinned packages beside this file and from the page's modules.
 *
 *     npm ci && node build.mjs            writes all of them
 *     npm ci && node build.mjs --check    writes nothing; fails where a bundle differs from what it would write
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { makeEngine } from './engine.mjs';
import { makePageModules } from './page_modules.mjs';
import { slim } from './slim.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../../..');
const web = resolve(root, 'web');

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

/** The page as one script, with its workers' scripts inside. It holds `pageBundle`, so it is built after that. */
const singleFile = async () => ({
  ...ownScript,
  outfile: resolve(root, 'kerasdl/webpage/single_file.js'),
  entryPoints: [resolve(root, 'web/single_file.js')],
  format: 'iife',
  define: {
    'globalThis.TRAINING_WORKER': JSON.stringify(String((await make(trainingWorker))[0].bytes)),
    'globalThis.SIGNS_WORKER': JSON.stringify(String((await make(signsWorker))[0].bytes)),
    'globalThis.CAMERA_WORKER': JSON.stringify(String((await make(cameraWorker))[0].bytes)),
  },
});
const worker = (path) => (
  { ...ownScript, outfile: resolve(web, 'bundle', path), entryPoints: [resolve(web, path)], format: 'iife' });
const trainingWorker = worker('training/training_worker.js');
const cameraWorker = worker('camera/camera_worker.js');
const signsWorker = worker('signs/signs_worker.js');

/** The page of any model: as files, as one file, and its worker, which stands behind TF.js. */
const modelPage = (entry, outfile, format) => (
  { ...ownScript, outfile: resolve(root, outfile), entryPoints: [resolve(web, 'model_page', entry)], format });
const modelPages = [
  modelPage('entry.js', 'kerasdl/webpage/model_page/built/page.js', 'esm'),
  modelPage('worker.js', 'kerasdl/webpage/model_page/built/worker.js', 'iife'),
  modelPage('single_file.js', 'kerasdl/webpage/model_page/built/single_file.js', 'iife'),
];

/** The dashboard's canvas: a Streamlit component is one module. */
const inkCanvas = {
  ...ownScript,
  outfile: resolve(root, 'app/components/ink_canvas.bundle.js'),
  entryPoints: [resolve(root, 'app/components/ink_canvas.js')],
};

/** The page of a telephone that writes in a room of the dashboard. */
const phone = {
  ...ownScript,
  outfile: resolve(root, 'app/room_server/phone.bundle.js'),
  entryPoints: [resolve(root, 'app/room_server/phone.js')],
};

/** Each gives files: where they go, and their bytes. In this order, for some hold others. */
const bundles = [
  () => make(pageBundle),
  () => make(nodeBundle),
  async () => make(await singleFile()),
  () => make(inkCanvas),
  () => make(phone),
  ...modelPages.map((options) => () => make(options)),
  () => makeEngine(here, resolve(root, 'kerasdl/webpage/model_page/built')),
  () => makePageModules(ownScript, web),
  () => make(trainingWorker),
  () => make(cameraWorker),
  () => make(signsWorker),
];

async function make(options) {
  const { outputFiles } = await build(options);
  return outputFiles.map(({ path, contents }) => ({ path, bytes: Buffer.from(contents) }));
}

/** Whether the file at `path` holds these very bytes. */
async function holds(path, bytes) {
  const present = await readFile(path).catch(() => null);
  return present !== null && present.equals(bytes);
}

/** Writes a file, or only says whether it is stale. @returns {Promise<boolean>} */
async function update({ path, bytes }, check) {
  const kilobytes = (size) => `${(size / 1000).toFixed(1)} kB`;
  const same = await holds(path, bytes);
  if (!same && !check) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
  const state = same ? 'unchanged' : check ? 'DIFFERS' : 'written';
  console.log(`${relative(root, path)}: ${kilobytes(bytes.length)}, ${kilobytes(gzipSync(bytes).length)} gzipped, ${state}`);
  return !same;
}

/** Removes what earlier builds left in the page's bundles. @returns {Promise<boolean>} Whether there was any. */
async function removeOthers(paths, check) {
  const found = await readdir(resolve(web, 'bundle'), { recursive: true, withFileTypes: true });
  const others = found.filter((entry) => entry.isFile()).map((entry) => resolve(entry.parentPath, entry.name)).filter((path) => !paths.has(path));
  for (const path of others) {
    if (!check) await rm(path);
    console.log(`${relative(root, path)}: of no bundle, ${check ? 'STALE' : 'removed'}`);
  }
  return others.length > 0;
}

async function main(check) {
  const paths = new Set();
  let stale = false;
  for (const bundle of bundles) {
    for (const file of await bundle()) {
      paths.add(file.path);
      stale = await update(file, check) || stale;
    }
  }
  stale = await removeOthers(paths, check) || stale;
  return check && stale ? 1 : 0;
}

process.exitCode = await main(process.argv.includes('--check'));
