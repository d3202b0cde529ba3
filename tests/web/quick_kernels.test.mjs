/** The kernels that the page's TF.js has of its own give what TF.js's own give, whatever the shapes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as whole from '../../kerasdl/export/runtimes/node/tfjs.mjs';
import * as page from '../../web/vendor/tfjs.js';
import { runOperation } from '../support/models.mjs';

await page.setBackend('cpu');
await whole.setBackend('cpu');

let seed = 1;
/** Numbers from −2 to 2, of which some are 0. */
function numbers(count) {
  return Array.from({ length: count }, () => {
    seed = (seed * 48271) % 2147483647;
    return seed % 4 === 0 ? 0 : (4 * seed) / 2147483647 - 2;
  });
}
const input = (height, width) => [height, width, numbers(height * width)];

async function same(op, inputs, attr) {
  const [ours, theirs] = [await runOperation(page, op, inputs, attr), await runOperation(whole, op, inputs, attr)];
  assert.equal(ours.length, theirs.length);
  ours.forEach((value, i) => assert.ok(Math.abs(value - theirs[i]) < 1e-4, `at ${i}: ${value} is not ${theirs[i]}`));
}

const SHAPES = [[[3, 4], [3, 4]], [[3, 4], [1, 4]], [[3, 4], [3, 1]], [[3, 4], [1, 1]], [[1, 4], [3, 1]], [[1, 1], [5, 7]], [[1, 1], [1, 1]]];
for (const [a, b] of SHAPES) {
  test(`${a} and ${b} are combined as TF.js combines them`, async () => {
    for (const op of ['AddV2', 'Sub', 'Maximum', 'Greater']) await same(op, [input(...a), input(...b)]);
    await same('Sub', [input(...b), input(...a)]);
  });
}

for (const transposed of [[false, false], [true, false], [false, true], [true, true]]) {
  test(`matrices are multiplied as TF.js multiplies them, transposed or not: ${transposed}`, async () => {
    const [adjX, adjY] = transposed;
    for (const [left, shared, right] of [[3, 4, 5], [1, 100, 60], [28, 61, 1]]) {
      const a = adjX ? input(shared, left) : input(left, shared);
      const b = adjY ? input(right, shared) : input(shared, right);
      await same('BatchMatMulV2', [a, b], { adj_x: { b: adjX }, adj_y: { b: adjY } });
    }
  });
}

/** A tensor of shape (2, 3, 4) with its axes in another order. */
async function turned(tf, permutation, values) {
  const type = { dtype: { type: 'DT_FLOAT' } };
  const node = [
    { name: 'x', op: 'Placeholder', attr: type },
    { name: 'perm', op: 'Const', attr: { dtype: { type: 'DT_INT32' } } },
    { name: 'y', op: 'Transpose', input: ['x', 'perm'], attr: { T: { type: 'DT_FLOAT' }, Tperm: { type: 'DT_INT32' } } },
  ];
  const weightSpecs = [{ name: 'perm', shape: [3], dtype: 'int32' }];
  const artifacts = { modelTopology: { node, versions: {} }, weightSpecs, weightData: Int32Array.from(permutation).buffer };
  const model = await tf.loadGraphModel({ load: async () => artifacts });
  const result = model.execute({ x: tf.tensor3d(values, [2, 3, 4]) }, 'y');
  return { shape: result.shape, values: [...result.dataSync()] };
}

test('tensors are turned as TF.js turns them', async () => {
  const values = numbers(24);
  for (const permutation of [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]) {
    assert.deepEqual(await turned(page, permutation, values), await turned(whole, permutation, values));
  }
});
