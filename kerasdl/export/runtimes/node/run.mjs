/**
 * Run exported TF.js models in Node: `node run.mjs JOB.json`.
 *
 * The job is a list of runs: {model, format: "graph" | "layers", inputs: [{name, shape, file, type}], batch, outputs},
 * where a file holds the raw bytes of an array of a `type` below and `outputs` is a folder. A graph takes its inputs by
 * their names, a layers model in their order. Each run writes `<number>.f32` for each output, and prints one line of JSON:
 * {outputs: [{name, shape}]}, or {error}. A run with `profile: true` answers one batch and says which of TF.js's kernels
 * ran, how many multiply-adds they did, and how much memory their tensors took: {outputs, kernels, multiplyAdds, peakBytes}.
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

/** How the bytes of an input are read, by its type. */
const VIEWS = { uint8: Uint8Array, float32: Float32Array, int32: Int32Array, bool: Uint8Array };
/** TF.js's data types, by what a graph's signature says; every other is of whole numbers. */
const FLOATS = { DT_FLOAT: 'float32', DT_HALF: 'float32', DT_BOOL: 'bool' };
const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

/** An input as the model takes it. */
async function readInput(model, { name, shape, file, type }) {
  const bytes = await readFile(file);
  const given = new VIEWS[type](bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const wanted = model.modelSignature?.inputs?.[name]?.dtype;
  const dtype = wanted ? (FLOATS[wanted] ?? 'int32') : type === 'uint8' ? 'float32' : type;
  return { name, shape, dtype, values: given instanceof ARRAYS[dtype] ? given : ARRAYS[dtype].from(given) };
}

/** Rows `from` to `to` of an input, as a tensor. */
function part({ shape, values, dtype }, from, to) {
  const row = shape.slice(1).reduce((a, b) => a * b, 1);
  return tf.tensor(values.subarray(from * row, to * row), [to - from, ...shape.slice(1)], dtype);
}

/** The named outputs of one batch: [name, tensor] in order. */
async function answer(model, format, tensors) {
  if (format === 'layers') {
    const result = model.predict(tensors.length === 1 ? tensors[0].tensor : tensors.map(({ tensor }) => tensor));
    return model.outputNames.map((name, i) => [name, Array.isArray(result) ? result[i] : result]);
  }
  const { inputs, outputs } = model.modelSignature;
  const given = Object.fromEntries(tensors.map(({ name, tensor }) => [inputs[name].name, tensor]));
  const names = Object.keys(outputs);
  const nodes = names.map((name) => outputs[name].name);
  let results;
  try {
    results = model.execute(given, nodes);
  } catch {
    // Some operations, such as tf.where's, are only there for calls that wait.
    results = await model.executeAsync(given, nodes);
  }
  return names.map((name, i) => [name, Array.isArray(results) ? results[i] : results]);
}

async function run(job) {
  const model = await load(job);
  const inputs = await Promise.all(job.inputs.map((input) => readInput(model, input)));
  const count = inputs[0].shape[0];
  const collected = [];
  for (let from = 0; from < count; from += job.batch) {
    const to = Math.min(count, from + job.batch);
    tf.engine().startScope();
    const tensors = inputs.map((input) => ({ name: input.name, tensor: part(input, from, to) }));
    for (const [i, [name, tensor]] of (await answer(model, job.format, tensors)).entries()) {
      (collected[i] ??= { name, shape: tensor.shape.slice(1), parts: [] }).parts.push(tensor.dataSync());
    }
    tf.engine().endScope();
  }
  for (const [i, { parts }] of collected.entries()) {
    const bytes = parts.map((values) => Buffer.from(Float32Array.from(values).buffer));
    await writeFile(join(job.outputs, `${i}.f32`), Buffer.concat(bytes));
  }
  return { outputs: collected.map(({ name, shape }) => ({ name, shape: [count, ...shape] })) };
}

const product = (shape) => shape.reduce((a, b) => a * b, 1);

/**
 * Multiply-adds of a kernel, each with a filter or a matrix: as many for each number of the output as it sums up products.
 * Of any other kernel, one for each number of the output.
 */
function multiplyAdds({ name, inputShapes, outputShapes }) {
  const numbers = outputShapes.reduce((sum, shape) => sum + (shape ? product(shape) : 0), 0);
  const [taken, filter] = inputShapes;
  if (/Conv2D|Conv3D/.test(name) && filter && !/Depthwise/.test(name)) return (numbers * product(filter)) / filter[filter.length - 1];
  if (/Depthwise/.test(name) && filter) return numbers * filter[0] * filter[1];
  if (/MatMul/.test(name) && taken) return numbers * Math.max(taken[taken.length - 1], 1);
  return numbers;
}

/** Run once, and say what that took. */
async function profile(job) {
  let result;
  const { kernels, kernelNames, peakBytes } = await tf.profile(async () => {
    result = await run(job);
  });
  // Groups of kernels, such as `fusedMatMul__op`, have a name, too.
  const known = kernelNames.filter((name) => tf.getKernel(name, tf.getBackend()));
  return { ...result, kernels: known, multiplyAdds: kernels.reduce((sum, kernel) => sum + multiplyAdds(kernel), 0), peakBytes };
}

await tf.setBackend('cpu');
for (const job of JSON.parse(await readFile(process.argv[2], 'utf8'))) {
  try {
    console.log(JSON.stringify(await (job.profile ? profile(job) : run(job))));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error.message ?? error).split('\n')[0] }));
  }
}
