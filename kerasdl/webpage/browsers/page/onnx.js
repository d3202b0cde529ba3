/** ONNX Runtime Web on one thread: most static hosts send no headers that allow more. */
import * as ort from '/runtime/ort.wasm.bundle.min.mjs';

/** How a tensor of a type holds its numbers. */
const ARRAYS = {
  float32: Float32Array, int32: Int32Array, uint8: Uint8Array, bool: Uint8Array, int8: Int8Array, int64: BigInt64Array, float64: Float64Array,
};

export async function start() {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = { wasm: new URL('/runtime/ort-wasm-simd-threaded.wasm', location.href).href };
  ort.env.logLevel = 'error';
  const session = await ort.InferenceSession.create('/model/model.onnx', { executionProviders: ['wasm'] });
  const types = Object.fromEntries(session.inputMetadata.map(({ name, type }) => [name, type]));
  const tensor = ({ name, shape, values }) => {
    const type = types[name];
    const numbers = type === 'int64' ? BigInt64Array.from(values, BigInt) : values instanceof ARRAYS[type] ? values : ARRAYS[type].from(values);
    return new ort.Tensor(type, numbers, shape);
  };
  return {
    answer: async (inputs) => {
      const found = await session.run(Object.fromEntries(inputs.map((input) => [input.name, tensor(input)])));
      return session.outputNames.map((name) => ({ name, shape: found[name].dims, values: Array.from(found[name].data, Number) }));
    },
  };
}
