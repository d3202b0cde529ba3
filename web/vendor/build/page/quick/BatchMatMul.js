/**
 * The matrix product. Stands in for tfjs-backend-cpu's, which reads a row-major matrix down its columns; this goes along
 * its rows, and leaves out what is multiplied by 0, as most of a digit's pixels are. (So 0 × ∞ is 0 here.)
 */
import { BatchMatMul, broadcast_util, util } from '@tensorflow/tfjs-core';
import { assertNotComplex } from '@tensorflow/tfjs-backend-cpu/dist/cpu_util';

/** Which of a row's numbers are not 0; kept between calls. */
let live = new Int32Array(1024);

/** result (left × right) = a (left × shared) b (shared × right), each with its steps along rows and columns. */
function multiply(result, left, shared, right, a, [aAt, aRow, aColumn], b, [bAt, bRow, bColumn]) {
  const sums = new Float64Array(right);
  if (live.length < shared) live = new Int32Array(shared);
  for (let i = 0; i < left; i += 1) {
    const row = aAt + i * aRow;
    let count = 0;
    for (let k = 0; k < shared; k += 1) if (a[row + k * aColumn] !== 0) live[count++] = k;
    sums.fill(0);
    let n = 0;
    // Four rows of b at a time: reading and writing the sums is what takes the time.
    for (; bColumn === 1 && n + 4 <= count; n += 4) {
      const [k0, k1, k2, k3] = [live[n], live[n + 1], live[n + 2], live[n + 3]];
      const [v0, v1, v2, v3] = [a[row + k0 * aColumn], a[row + k1 * aColumn], a[row + k2 * aColumn], a[row + k3 * aColumn]];
      const [b0, b1, b2, b3] = [bAt + k0 * bRow, bAt + k1 * bRow, bAt + k2 * bRow, bAt + k3 * bRow];
      for (let j = 0; j < right; j += 1) sums[j] += v0 * b[b0 + j] + v1 * b[b1 + j] + v2 * b[b2 + j] + v3 * b[b3 + j];
    }
    for (; n < count; n += 1) {
      const value = a[row + live[n] * aColumn];
      for (let j = 0, y = bAt + live[n] * bRow; j < right; j += 1, y += bColumn) sums[j] += value * b[y];
    }
    result.set(sums, i * right);
  }
}

export function batchMatMul({ inputs: { a, b }, backend, attrs: { transposeA, transposeB } }) {
  assertNotComplex([a, b], 'matMul');
  const [aRows, aColumns] = a.shape.slice(-2);
  const [bRows, bColumns] = b.shape.slice(-2);
  const [left, shared] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [inner, right] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  util.assert(shared === inner, () => `Error in matMul: inner shapes of ${a.shape} and ${b.shape} must match.`);
  const outer = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const shape = [...outer, left, right];
  const [aCount, bCount] = [a, b].map((tensor) => util.sizeFromShape(tensor.shape.slice(0, -2)));
  const [aValues, bValues] = [a, b].map(({ dataId }) => backend.data.get(dataId).values);
  const result = new Float32Array(util.sizeFromShape(shape));
  for (let n = 0; n < Math.max(aCount, bCount); n += 1) {
    const aSteps = transposeA ? [1, aColumns] : [aColumns, 1];
    const bSteps = transposeB ? [1, bColumns] : [bColumns, 1];
    multiply(
      result.subarray(n * left * right, (n + 1) * left * right), left, shared, right,
      aValues, [(n % aCount) * aRows * aColumns, ...aSteps], bValues, [(n % bCount) * bRows * bColumns, ...bSteps],
    );
  }
  return backend.makeTensorInfo(shape, a.dtype, result);
}

export const batchMatMulConfig = { kernelName: BatchMatMul, backendName: 'cpu', kernelFunc: batchMatMul };
