/**
 * One operation on two tensors of any shapes that broadcast. Stands in for tfjs-backend-cpu's, which makes arrays of
 * coordinates for each number of a broadcast result; this walks both inputs by their strides.
 */
import { backend_util, util } from '@tensorflow/tfjs-core';

/** How far to go in a tensor's values for one step in each dimension of the result: 0 where the tensor is repeated. */
function stepsOf(shape, outShape) {
  const steps = new Array(outShape.length).fill(0);
  let step = 1;
  for (let d = shape.length - 1, out = outShape.length - 1; d >= 0; d -= 1, out -= 1) {
    if (shape[d] > 1) steps[out] = step;
    step *= shape[d];
  }
  return steps;
}

export function createSimpleBinaryKernelImpl(op) {
  return (aShape, bShape, aVals, bVals, dtype) => {
    const shape = backend_util.assertAndGetBroadcastShape(aShape, bShape);
    const result = util.getTypedArrayFromDType(dtype, util.sizeFromShape(shape));
    const [aSteps, bSteps] = [stepsOf(aShape, shape), stepsOf(bShape, shape)];
    const last = shape.length - 1;
    const [length, aStep, bStep] = last < 0 ? [1, 0, 0] : [shape[last], aSteps[last], bSteps[last]];
    const at = new Array(shape.length).fill(0);
    let [a, b] = [0, 0];
    for (let i = 0; i < result.length;) {
      for (let n = 0, x = a, y = b; n < length; n += 1, x += aStep, y += bStep, i += 1) result[i] = op(aVals[x], bVals[y]);
      for (let d = last - 1; d >= 0; d -= 1) {
        [a, b] = [a + aSteps[d], b + bSteps[d]];
        at[d] += 1;
        if (at[d] < shape[d]) break;
        [a, b, at[d]] = [a - at[d] * aSteps[d], b - at[d] * bSteps[d], 0];
      }
    }
    return [result, shape];
  };
}
