/** Reads networks out of graphs and runs digits through them: `node read_layers.mjs JOB.json`; prints JSON. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as tf from '../../kerasdl/export/runtimes/node/tfjs.mjs';
import { forward } from '../../web/network/forward.js';
import { networkOf } from '../../web/network/graph.js';

async function load(file) {
  const json = JSON.parse(await readFile(file, 'utf8'));
  const readWeights = async (manifest) => {
    const files = manifest.flatMap(({ paths }) => paths).map((path) => readFile(join(dirname(file), path)));
    return [manifest.flatMap(({ weights }) => weights), Uint8Array.from(Buffer.concat(await Promise.all(files))).buffer];
  };
  return tf.loadGraphModel({ load: () => tf.io.getModelArtifactsForJSON(json, readWeights) });
}

await tf.setBackend('cpu');
const { digits, networks } = JSON.parse(await readFile(process.argv[2], 'utf8'));
const labels = [...'0123456789'];
const found = [];
for (const { file } of networks) {
  const network = networkOf(await load(file), 28, labels, tf);
  const passes = network && digits.map((digit) => forward(network, Float32Array.from(digit)));
  found.push(network && {
    activations: network.layers.map(({ activation }) => activation),
    z: network.layers.map((_, n) => passes.map(({ z }) => [...z[n]])),
    a: network.layers.map((_, n) => passes.map(({ a }) => [...a[n]])),
  });
}
console.log(JSON.stringify(found));
