import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const file = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const SINGLE_FILE = 'kerasdl/webpage/single_file.js';
const WITH_TFJS = ['web/vendor/tfjs.js', 'kerasdl/export/runtimes/node/tfjs.mjs', SINGLE_FILE];
const PAGE = (await readdir(file('web/bundle'), { recursive: true })).filter((name) => name.endsWith('.js'))
  .map((name) => `web/bundle/${name.replaceAll('\\', '/')}`);
const BUNDLES = [...WITH_TFJS, 'app/components/ink_canvas.bundle.js', ...PAGE];
/** The names of the page's bundles that one of them loads: with it, and later. */
async function loads(bundle) {
  const text = await readFile(file(bundle), 'utf8');
  const found = (pattern) => [...text.matchAll(pattern)].map(([, path]) => new URL(path, `file:///${bundle}`).pathname.slice(1));
  return { always: found(/\b(?:from|import)"(\.[^"]+)"/g), later: found(/\bimport\("(\.[^"]+)"\)/g) };
}

test("the page's bundle stays below 60 kB gzipped", async () => {
  assert.ok(gzipSync(await readFile(file(WITH_TFJS[0]))).length < 60_000);
});

for (const bundle of BUNDLES) {
  test(`${bundle} evaluates no text as code, so that it runs under the policy`, async () => {
    assert.ok(!/\beval\(|\bnew Function\b|[^.\w]Function\(/.test(await readFile(file(bundle), 'utf8')));
  });

}

for (const bundle of WITH_TFJS) {
  test(`${bundle} names the licence of TF.js`, async () => {
    assert.ok(/TensorFlow.{1,120}Apache License/.test(await readFile(file(bundle), 'utf8')));
  });
}

test("the first view's bundle needs no other; what it loads later is there, and is all that there is", async () => {
  const { always, later } = await loads('web/bundle/main.js');
  assert.deepEqual(always, []);
  const reached = new Set(['web/bundle/main.js', 'web/vendor/tfjs.js', 'web/bundle/training/training_worker.js', 'web/bundle/camera/camera_worker.js', 'web/bundle/signs/signs_worker.js', ...later]);
  for (const path of reached) if (PAGE.includes(path)) (await loads(path)).always.forEach((next) => reached.add(next));
  assert.deepEqual([...reached].sort(), [...PAGE, 'web/vendor/tfjs.js'].sort());
});

test('what the first view loads, without the network, stays below 95 kB gzipped', async () => {
  const first = ['index.html', 'style.css', 'think.css', 'steps.css', 'bundle/main.js', 'vendor/tfjs.js', 'model/model.json'];
  const sizes = await Promise.all(first.map(async (name) => gzipSync(await readFile(file(`web/${name}`))).length));
  assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 95_000, String(sizes));
});

test('the page as one file asks for no module, and for no service worker', async () => {
  assert.ok(!/\bimport\(|service_worker/.test(await readFile(file(SINGLE_FILE), 'utf8')));
});

test('the lock file names no registry, so that any will do', async () => {
  assert.doesNotMatch(await readFile(file('web/vendor/build/package-lock.json'), 'utf8'), /"resolved"|https?:\/\/[^"]*\.tgz/);
});

test('every bundle is what its sources give, byte for byte', () => {
  const cwd = file('web/vendor/build');
  assert.ok(existsSync(`${cwd}/node_modules/esbuild`), 'the packages are missing: `make test` installs them');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['build.mjs', '--check'], { cwd, encoding: 'utf8' });
  assert.equal(status, 0, `${stdout}${stderr}: run \`make web-files\``);
});
