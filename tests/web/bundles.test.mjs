import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const file = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const BUNDLES = ['web/vendor/tfjs.js', 'kerasdl/export/runtimes/node/tfjs.mjs'];

test("the page's bundle stays below 60 kB gzipped", async () => {
  assert.ok(gzipSync(await readFile(file(BUNDLES[0]))).length < 60_000);
});

for (const bundle of BUNDLES) {
  test(`${bundle} evaluates no text as code, so that it runs under the policy`, async () => {
    assert.doesNotMatch(await readFile(file(bundle), 'utf8'), /\beval\(|\bnew Function\b|[^.\w]Function\(/);
  });

  test(`${bundle} names its licence`, async () => {
    assert.match((await readFile(file(bundle), 'utf8')).slice(0, 300), /Apache License/);
  });
}

test('the lock file names no registry, so that any will do', async () => {
  assert.doesNotMatch(await readFile(file('web/vendor/build/package-lock.json'), 'utf8'), /"resolved"|https?:\/\/[^"]*\.tgz/);
});

test('both bundles are what their sources give, byte for byte', () => {
  const cwd = file('web/vendor/build');
  assert.ok(existsSync(`${cwd}/node_modules/esbuild`), 'the packages are missing: `make test` installs them');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['build.mjs', '--check'], { cwd, encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
});
