/** Models for the tests: the page's own from its folder, and graphs of one operation. */
import { readFile } from 'node:fs/promises';

const FOLDER = new URL('../../web/model/', import.meta.url);

/** Loads the page's own model with any build of TF.js. */
export async function loadOwnModel(tf) {
  await tf.setBackend('cpu');
  const json = JSON.parse(await readFile(new URL('model.json', FOLDER), 'utf8'));
  const readWeights = async (manifest) => {
    const files = manifest.flatMap(({ paths }) => paths).map((path) => readFile(new URL(path, FOLDER)));
    const { buffer } = Uint8Array.from(Buffer.concat(await Promise.all(files)));
    return [manifest.flatMap(({ weights }) => weights), buffer];
  };
  return tf.loadGraphModel({ load: () => tf.io.getModelArtifactsForJSON(json, readWeights) });
}

/** A picture of a 7 drawn with hard edges somewhere on a canvas, so that there are margins to find. */
export function pictureOfSeven(side = 280) {
  const data = new Uint8Array(side * side);
  const dab = (cx, cy) => {
    for (let y = cy - 9; y < cy + 9; y += 1) data.fill(255, y * side + cx - 9, y * side + cx + 9);
  };
  for (let i = 0; i <= 100; i += 1) dab(70 + i, 50);
  for (let i = 0; i <= 150; i += 1) dab(170 - Math.round(i / 3), 50 + i);
  return { data, width: side, height: side };
}

/**
 * Runs one operation on rows of numbers.
 *
 * @param inputs One [height, width, values] an input.
 * @param attr The operation's attributes in the graph, besides its type.
 */
export async function runOperation(tf, op, inputs, attr = {}) {
  const type = { type: 'DT_FLOAT' };
  const names = inputs.map((_, i) => `input_${i}`);
  const placeholders = names.map((name) => ({ name, op: 'Placeholder', attr: { dtype: type } }));
  const node = [...placeholders, { name: 'y', op, input: names, attr: { T: type, ...attr } }];
  const artifacts = { modelTopology: { node, versions: {} }, weightSpecs: [], weightData: new ArrayBuffer(0) };
  const model = await tf.loadGraphModel({ load: async () => artifacts });
  const tensors = inputs.map(([height, width, values]) => tf.tensor3d(values, [1, height, width]));
  return Array.from(model.execute(Object.fromEntries(names.map((name, i) => [name, tensors[i]])), 'y').dataSync());
}
