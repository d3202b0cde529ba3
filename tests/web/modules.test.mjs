/** The page's files keep to the rules that its policy and its single-file export live by. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const WEB = fileURLToPath(new URL('../../web/', import.meta.url));
const LOADS_LAZILY = ['shell/lazy_modules.js'];

const files = (await readdir(WEB, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => relative(WEB, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
  .filter((path) => !/^(vendor|bundle)\//.test(path))
  .sort();
const sources = Object.fromEntries(await Promise.all(
  files.filter((path) => /\.(js|html|svg|css)$/.test(path)).map(async (path) => [path, await readFile(join(WEB, path), 'utf8')]),
));
const modules = Object.keys(sources).filter((path) => path.endsWith('.js'));

/** A module without its comments, which may say anything. */
function code(path) {
  return sources[path].replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

const STATEMENT = /^import\b(?! ?\()[\s\S]*?;/gm;
const ALLOWED = /^import (\{[\w\s,]+\}|\* as \w+) from '(\.{1,2}\/[\w./-]+\.js)';$/;

/** The modules that a module imports, always or lazily. */
function imported(path) {
  const lazy = [...code(path).matchAll(/\bimport\('([^']+)'\)/g)].map(([, specifier]) => specifier);
  const always = [...code(path).matchAll(STATEMENT)].map(([statement]) => ALLOWED.exec(statement)?.[2]);
  return { always, lazy };
}

const target = (path, specifier) => join(dirname(path), specifier).replaceAll('\\', '/');

for (const path of modules) {
  test(`${path} imports by name and by relative path, and what it imports is there`, () => {
    for (const [statement] of code(path).matchAll(STATEMENT)) assert.match(statement, ALLOWED);
    const { always, lazy } = imported(path);
    for (const specifier of [...always, ...lazy]) {
      assert.ok(existsSync(join(WEB, target(path, specifier))), `${specifier} is missing`);
    }
    if (!LOADS_LAZILY.includes(path)) assert.deepEqual(lazy, []);
    assert.doesNotMatch(code(path).replace(/\bimport\('\.{1,2}\/[\w./-]+\.js'\)/g, ''), /\bimport ?\(/);
  });

  test(`${path} has no default export, no import.meta and no await of its own`, () => {
    assert.doesNotMatch(code(path), /\bexport default\b|\bexport \*|\bexport \{[^}]*\} from\b|\bimport\.meta\b/);
    assert.doesNotMatch(code(path), /^(?:(?:const|let|export const) [^=\n]+= )?await /m);
  });

  test(`${path} makes nothing of text: neither code nor markup`, () => {
    assert.doesNotMatch(code(path), /\b(innerHTML|outerHTML|insertAdjacentHTML|srcdoc)\b|document\.write\b|\beval\(|\bFunction\(/);
    assert.doesNotMatch(code(path), /setAttribute(NS)?\((null, )?['"`](style|on\w+)['"`]|\bcssText\b|createElement\(['"`]style/);
  });

  test(`${path} stays small`, () => {
    assert.ok(sources[path].split('\n').length <= 300);
  });
}

test('the drawing takes its document from the canvas, so that it works in the dashboard, too', () => {
  for (const path of modules.filter((name) => name.startsWith('drawing/'))) {
    assert.doesNotMatch(code(path), /getElementById|querySelector|(?<![.\w])(window|document)\./, path);
  }
});

/** The modules that a module imports in any way: always, lazily, or as types alone. */
function named(path) {
  const types = [...sources[path].matchAll(/\bimport\('(\.{1,2}\/[^']+)'\)/g)].map(([, specifier]) => specifier);
  return [...new Set([...imported(path).always, ...types])].map((specifier) => target(path, specifier));
}

test('no module imports itself in the end, not even for a type', () => {
  const done = new Set();
  const visit = (path, way) => {
    assert.ok(!way.includes(path), `${[...way, path].join(' → ')}`);
    if (done.has(path) || !(path in sources)) return;
    named(path).forEach((next) => visit(next, [...way, path]));
    done.add(path);
  };
  for (const path of modules) visit(path, []);
});

test('rooms import only what CONTRIBUTING lists above them', async () => {
  const text = await readFile(join(WEB, '../CONTRIBUTING.md'), 'utf8');
  const rows = text.slice(text.indexOf('| room |')).split('\n\n')[0].split('\n').map((row) => row.split('|')[1] ?? '');
  const rooms = rows.flatMap((cell) => [...cell.matchAll(/`(\w+)\/`/g)].map(([, name]) => name));
  const roomOf = (path) => (path.includes('/') ? path.split('/')[0] : '');
  const present = new Set(modules.map(roomOf).filter(Boolean));
  assert.deepEqual([...present].filter((name) => !rooms.includes(name)), []);
  for (const path of modules.filter((name) => roomOf(name))) {
    const below = named(path).filter((next) => next in sources && rooms.indexOf(roomOf(next)) > rooms.indexOf(roomOf(path)));
    assert.deepEqual(below, [], `${path} imports from a room below its own`);
    const entries = named(path).filter((next) => !roomOf(next) && next !== 'types.js');
    assert.deepEqual(entries, [], `${path} imports an entry of the page`);
  }
});

for (const path of Object.keys(sources).filter((name) => /\.(html|svg)$/.test(name))) {
  test(`${path} has neither scripts nor styles of its own`, () => {
    assert.doesNotMatch(sources[path], /<script(?![^>]*\bsrc=)/i);
    assert.doesNotMatch(sources[path], /<style\b|\sstyle=|\son\w+=|["']javascript:/i);
  });
}

test('no file of the page names another origin', () => {
  for (const path of Object.keys(sources)) {
    const named = sources[path].match(/\b(?:https?:|wss?:)?\/\/[\w.-]+\.\w{2,}[^\s'"`)]*/g) ?? [];
    assert.deepEqual(named.filter((url) => !url.includes('//www.w3.org/')), [], path);
  }
});

test('the page asks at once for its bundle, for TF.js and for the model, each one file, and for no module', async () => {
  const asked = [...sources['index.html'].matchAll(/rel="(?:module)?preload" href="([^"]+)"|<script[^>]* src="([^"]+)"/g)];
  const { weightsManifest } = JSON.parse(await readFile(join(WEB, 'model/model.json'), 'utf8'));
  const weights = weightsManifest.flatMap(({ paths }) => paths.map((path) => `model/${path}`));
  const paths = asked.map(([, preloaded, run]) => preloaded ?? run);
  assert.deepEqual(paths, ['model/model.json', ...weights, 'vendor/tfjs.js', 'bundle/main.js']);
});
