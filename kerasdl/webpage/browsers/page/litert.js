/** LiteRT.js on one thread: most static hosts send no headers that allow more. */
import { loadAndCompile, loadLiteRt, Tensor } from '/runtime/index.js';

const ARRAYS = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array };

export async function start() {
  await loadLiteRt('/runtime/wasm/', { threads: false });
  const model = await loadAndCompile('/model/model.tflite', { accelerator: 'wasm', cpuOptions: { numThreads: 1 } });
  const wanted = Object.fromEntries(model.getInputDetails().map((detail) => [detail.name, detail]));
  const tensor = ({ name, shape, values }) => {
    const { dtype, shape: fixed } = wanted[name];
    const fits = fixed.length === shape.length && shape.every((size, axis) => fixed[axis] < 0 || fixed[axis] === size);
    if (!fits) throw new Error(`LiteRT.js takes the file's shapes alone: ${name} must have shape ${[...fixed]}. Received: ${shape}`);
    return new Tensor(values instanceof ARRAYS[dtype] ? values : ARRAYS[dtype].from(values), shape);
  };
  return {
    answer: async (inputs) => {
      const given = Object.fromEntries(inputs.map((input) => [input.name, tensor(input)]));
      const found = await model.run(given);
      const outputs = [];
      for (const { name, shape } of model.getOutputDetails()) outputs.push({ name, shape: [...shape], values: await found[name].data() });
      for (const each of [...Object.values(given), ...Object.values(found)]) each.delete();
      return outputs;
    },
  };
}
