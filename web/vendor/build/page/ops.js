/** The functions of tfjs-core that the page's operations come down to; stands in for the file that lists them all. */
import { matMul as fusedMatMul } from '@tensorflow/tfjs-core/dist/ops/fused/mat_mul';
import { fusedConv2d, fusedDepthwiseConv2d } from './convolutions.js';

export {
  abs, add, argMax, broadcastTo, cast, ceil, clipByValue, concat, div, divNoNan, elu, equal, exp, expandDims, expm1,
  fill, floor, greater, greaterEqual, leakyRelu, less, lessEqual, log, log1p, logSoftmax, logicalAnd, logicalNot,
  logicalOr, matMul, max, maximum, mean, min, minimum, mul, neg, notEqual, onesLike, pad, pow, prod, range, relu, relu6,
  reshape, round, rsqrt, scalar, selu, sigmoid, slice, softmax, softplus, sqrt, square, squaredDifference,
  squeeze, stack, stridedSlice, sub, sum, tanh, tensor1d, tile, transpose, where, zerosLike,
} from '@tensorflow/tfjs-core/dist/ops/ops';

export { avgPool, conv2d, depthwiseConv2d, maxPool } from './convolutions.js';
export const fused = { conv2d: fusedConv2d, depthwiseConv2d: fusedDepthwiseConv2d, matMul: fusedMatMul };
