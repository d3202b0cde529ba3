/**
 * Convolution and pooling, straight to their kernels. Stand in for tfjs-core's functions, which carry their derivatives
 * and take pictures without a batch; a graph has neither.
 */
import { ENGINE } from '@tensorflow/tfjs-core/dist/engine';

const convolution = (kernel) => (x, filter, strides, pad, dataFormat, dilations) => (
  ENGINE.runKernel(kernel, { x, filter }, { strides, pad, dataFormat, dilations }));
const fusedConvolution = (kernel) => ({ x, filter, bias, preluActivationWeights, ...attributes }) => (
  ENGINE.runKernel(kernel, { x, filter, bias, preluActivationWeights }, attributes));
const pooling = (kernel) => (x, filterSize, strides, pad) => ENGINE.runKernel(kernel, { x }, { filterSize, strides, pad });

export const avgPool = pooling('AvgPool');
export const maxPool = pooling('MaxPool');
export const conv2d = convolution('Conv2D');
export const depthwiseConv2d = convolution('DepthwiseConv2dNative');
export const fusedConv2d = fusedConvolution('FusedConv2D');
export const fusedDepthwiseConv2d = fusedConvolution('FusedDepthwiseConv2D');
