/**
 * The matrix product. Stands in for tfjs-backend-cpu's, which reads a row-major matrix down its columns; this goes along
 * its rows, and leaves out what is multiplied by 0, as most of a digit's pixels are. (So 0 × ∞ is 0 here.)
 */
import { BatchMatMul, broadcast_util, util } from '@tensorflow/tfjs-core';
import { assertNotComplex } from '@tensorflow/tfjs-backend-cpu/dist/cpu_util';

/** result (left × right) = a (left × shared) b (shared × right), each with its steps along rows and columns. */
function multiply(result, left, shared, right, a, [aAt, aRow, aColumn], b, [bAt, bRow, bColumn]) {
  const sums = new Float64Array(right);
  for (let i = 0; i < left; i += 1) {
    sums.fill(0);
    for (let k = 0; k < shared; k += 1) {
      const value = a[aAt + i * aRow + k * aColumn];
      if (value === 0) continue;
      for (let j = 0, y = bAt + k * bRow; j < right; j += 1, y += bColumn) sums[j] += value * b[y];
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
