/**
 * Read pictures as a visitor's browser does, with the page's own modules: `node page.mjs JOB.json`.
 *
 * The job is {web, model, pictures: {shape, file}, outputs}: the page's folder, a TF.js graph's folder, a file with the raw
 * bytes of (n, height, width) uint8, and a folder. Writes `<number>.f32` for `confidences` and `digit`, and prints one line of
 * JSON: {outputs: [{name, shape}]}, without any for a model that the page reads by its graph alone, or {error}.
 *
 * A program of its own beside run.mjs: two builds of TF.js in one process would share their kernels.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

async function run({ web, model, pictures: { shape, file }, outputs }) {
  const page = (path) => import(pathToFileURL(join(web, path)));
  const [tf, { loadReader }] = [await page('vendor/tfjs.js'), await page('network/reader.js')];
  // The page fetches its model; here it lies in a folder.
  globalThis.fetch = async (path) => new Response(await readFile(path));
  const reader = await loadReader(tf, (path) => join(model, path.replace(/^model\//, '')));
  if (!reader.hasten()) return { outputs: [] };
  const [count, height, width] = shape;
  const bytes = await readFile(file);
  const found = { confidences: [], digit: [] };
  for (let n = 0; n < count; n += 1) {
    const data = new Uint8Array(bytes.subarray(n * height * width, (n + 1) * height * width));
    const { confidences, digit } = reader.read({ data, width, height });
    found.confidences.push(Buffer.from(Float32Array.from(confidences).buffer));
    found.digit.push(Buffer.from(Float32Array.from(digit).buffer));
  }
  const shapes = { confidences: [count, reader.labels.length], digit: [count, reader.side, reader.side] };
  const names = Object.keys(found);
  await Promise.all(names.map((name, i) => writeFile(join(outputs, `${i}.f32`), Buffer.concat(found[name]))));
  return { outputs: names.map((name) => ({ name, shape: shapes[name] })) };
}

try {
  console.log(JSON.stringify(await run(JSON.parse(await readFile(process.argv[2], 'utf8')))));
} catch (error) {
  console.log(JSON.stringify({ error: String(error.message ?? error).split('\n')[0] }));
}
