/** What the page's bundle holds: enough of TF.js to load a graph model and read a digit with it, on the CPU. */
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu/dist/backend_cpu';
import { env, registerBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/base_side_effects';
import '@tensorflow/tfjs-converter/dist/flags';
import './page/kernels.js';

const platform = {
  fetch: (...request) => fetch(...request),
  now: () => performance.now(),
  encode: (text) => new TextEncoder().encode(text),
  decode: (bytes, encoding) => new TextDecoder(encoding).decode(bytes),
  isTypedArray: (value) => value instanceof Float32Array || value instanceof Int32Array
    || value instanceof Uint8Array || value instanceof Uint8ClampedArray,
};

env().setPlatform('kerasdl', platform);
env().set('PROD', true);
registerBackend('cpu', () => new MathBackendCPU());

export { dispose, io, memory, ready, setBackend, tensor3d, tidy, version_core } from '@tensorflow/tfjs-core';
export { loadGraphModel } from '@tensorflow/tfjs-converter/dist/executor/graph_model';
