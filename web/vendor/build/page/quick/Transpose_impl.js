/** Stands in for tfjs-backend-cpu's, which makes arrays of coordinates for each number; this walks by strides. */
import { util } from '@tensorflow/tfjs-core';

export function transposeImpl(values, shape, dtype, perm, newShape) {
  const result = util.getTypedArrayFromDType(dtype, util.sizeFromShape(newShape));
  const strides = [...util.computeStrides(shape), 1];
  const steps = perm.map((d) => strides[d]);
  const last = newShape.length - 1;
  const at = new Array(newShape.length).fill(0);
  let from = 0;
  for (let i = 0; i < result.length;) {
    for (let n = 0, x = from; n < newShape[last]; n += 1, x += steps[last], i += 1) result[i] = values[x];
    for (let d = last - 1; d >= 0; d -= 1) {
      from += steps[d];
      at[d] += 1;
      if (at[d] < newShape[d]) break;
      [from, at[d]] = [from - at[d] * steps[d], 0];
    }
  }
  return result;
}
