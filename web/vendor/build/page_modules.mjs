/**
 * Bundles of the page's modules, in `web/bundle/`: `main.js` holds all that the first view needs, so that it comes in one
 * file; each module that is loaded when it is first used is a file of its own. Together they hold each module once.
 */
import { readFile } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import { build } from 'esbuild';

const LOADS_LAZILY = 'shell/lazy_modules.js';
/** What esbuild calls a file that several others share. */
const SHARED = /\bchunk-\w+\.js$/;
const COMMENT = /\/\*[\s\S]*?\*\//g; // types import, too

/** The modules that the page loads when they are first used. @param {string} web */
async function lazyModules(web) {
  const code = (await readFile(resolve(web, LOADS_LAZILY), 'utf8')).replace(COMMENT, '');
  const paths = [...code.matchAll(/\bimport\('([^']+)'\)/g)].map(([, path]) => resolve(web, dirname(LOADS_LAZILY), path));
  return [...new Set(paths)].filter((path) => !path.startsWith(resolve(web, 'vendor')));
}

/**
 * An esbuild plugin that has the lazy modules import `main.js`. What that imports is then shared by all of them, and esbuild
 * puts it into one file, where there would be one for each set of modules that share something. In the page `main.js` runs
 * first in any case.
 */
const sharingMain = (main, lazy) => ({
  name: 'sharing-main',
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, async ({ path }) => (
      lazy.includes(path) ? { contents: `${await readFile(path, 'utf8')}\nimport '${main}';`, loader: 'js' } : undefined));
  },
});

/**
 * What each shared file is called: after the largest module in it, for esbuild's own names change with every change.
 * The one with `main.js` in it takes the place of that entry, which would only import it. One with nothing in it (constants,
 * which stand where they are used) has no name.
 */
function namesOf({ metafile, outputFiles }, folder) {
  const shared = Object.entries(metafile.outputs).filter(([path]) => SHARED.test(path));
  const names = new Map(shared.map(([path, { inputs }]) => {
    const [largest] = Object.entries(inputs).sort(([, one], [, other]) => other.bytesInOutput - one.bytesInOutput);
    const holdsMain = Object.keys(inputs).some((input) => basename(input) === 'main.js');
    return [basename(path), largest && (holdsMain ? 'main.js' : basename(largest[0]))];
  }));
  const all = outputFiles.map(({ path }) => relative(folder, path)).filter((path) => path !== 'main.js');
  const named = all.map((path) => (names.has(path) ? names.get(path) : path)).filter(Boolean);
  if (new Set(named).size < named.length || !named.includes('main.js')) throw new Error(`Bundles need names of their own: ${named}`);
  return names;
}

/**
 * @param {object} options esbuild's, for all of our scripts.
 * @param {string} web
 * @returns {Promise<{path: string, bytes: Buffer}[]>}
 */
export async function makePageModules(options, web) {
  const [main, folder] = [resolve(web, 'main.js'), resolve(web, 'bundle')];
  const lazy = await lazyModules(web);
  const built = await build({
    ...options,
    entryPoints: [main, ...lazy],
    outdir: folder,
    outbase: web,
    splitting: true,
    metafile: true,
    // Seldom changed, and the browser reads it beside the rest.
    external: [resolve(web, 'vendor/tfjs.js')],
    define: { 'globalThis.BUNDLE': JSON.stringify('bundle/') },
    plugins: [sharingMain(main, lazy)],
  });
  const names = namesOf(built, folder);
  const isKept = (path) => path !== resolve(folder, 'main.js') && (!names.has(basename(path)) || names.get(basename(path)));
  return built.outputFiles.filter(({ path }) => isKept(path)).map(({ path, text }) => ({
    path: resolve(dirname(path), names.get(basename(path)) ?? basename(path)),
    bytes: Buffer.from(text
      .replace(/\bimport"[./]*(chunk-\w+\.js)";/g, (whole, name) => (names.get(name) ? whole : ''))
      .replace(/\bchunk-\w+\.js/g, (name) => names.get(name))),
  }));
}
