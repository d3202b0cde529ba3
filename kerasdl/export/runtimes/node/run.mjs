/**
 * Run exported TF.js models in Node: `node run.mjs JOB.json`.
 *
 * The job is a list of runs: {model, format: "graph" | "layers", inputs: [{name, shape, file, type}], batch, outputs},
 * where a file holds the raw bytes of a "uint8" or "float32" array and `outputs` is a folder. Each run writes
 * `<name>.f32` for each output, and prints one line of JSON: {outputs: {name: shape}}, or {error}.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import * as tf from './tfjs.mjs';

/** What TF.js needs to load a model, read from disk. */
async function artifacts(file) {
  const content = JSON.parse(await readFile(file, 'utf8'));
  const paths = content.weightsManifest.flatMap((group) => group.paths);
  const parts = await Promise.all(paths.map((path) => readFile(join(dirname(file), path))));
  const bytes = Buffer.concat(parts);
  return {
    ...content,
    weightSpecs: content.weightsManifest.flatMap((group) => group.weights),
    weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
  };
}

async function load({ model, format }) {
  const handler = tf.io.fromMemory(await artifacts(model));
  return format === 'graph' ? tf.loadGraphModel(handler) : tf.loadLayersModel(handler);
}

async function readInput({ shape, file, type }) {
  const bytes = await readFile(file);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  return { shape, values: type === 'uint8' ? Float32Array.from(new Uint8Array(buffer)) : new Float32Array(buffer) };
}

/** Rows `from` to `to` of an input, as a tensor. */
function part({ shape, values }, from, to) {
  const row = shape.slice(1).reduce((a, b) => a * b, 1);
  return tf.tensor(values.subarray(from * row, to * row), [to - from, ...shape.slice(1)], 'float32');
}

/** The named outputs of one batch. */
function answer(model, format, names, tensors) {
  if (format === 'layers') return { output: model.predict(tensors.length === 1 ? tensors[0] : tensors) };
  const wanted = Object.keys(model.modelSignature.outputs);
  const inputs = Object.fromEntries(names.map((name, i) => [model.modelSignature.inputs[name].name, tensors[i]]));
  const results = model.execute(inputs, wanted.map((name) => model.modelSignature.outputs[name].name));
  return Object.fromEntries(wanted.map((name, i) => [name, Array.isArray(results) ? results[i] : results]));
}

async function run(job) {
  const model = await load(job);
  const inputs = await Promise.all(job.inputs.map(readInput));
  const count = inputs[0].shape[0];
  const collected = {};
  for (let from = 0; from < count; from += job.batch) {
    const to = Math.min(count, from + job.batch);
    tf.tidy(() => {
      const tensors = inputs.map((input) => part(input, from, to));
      const results = answer(model, job.format, job.inputs.map((input) => input.name), tensors);
      for (const [name, tensor] of Object.entries(results)) {
        (collected[name] ??= { shape: tensor.shape.slice(1), parts: [] }).parts.push(tensor.dataSync());
      }
    });
  }
  const outputs = {};
  for (const [name, { shape, parts }] of Object.entries(collected)) {
    outputs[name] = [count, ...shape];
    await writeFile(join(job.outputs, `${name}.f32`), Buffer.concat(parts.map((p) => Buffer.from(Float32Array.from(p).buffer))));
  }
  return { outputs };
}

await tf.setBackend('cpu');
for (const job of JSON.parse(await readFile(process.argv[2], 'utf8'))) {
  try {
    console.log(JSON.stringify(await run(job)));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error.message ?? error).split('\n')[0] }));
  }
}
