/** TF.js by the worker that a model's page has, with one backend. */
const bytes = async (path) => (await fetch(path)).arrayBuffer();

/** The graphics processor's name, which may be a program's. */
function renderer() {
  const context = document.createElement('canvas').getContext('webgl2');
  const about = context?.getExtension('WEBGL_debug_renderer_info');
  return about ? String(context.getParameter(about.UNMASKED_RENDERER_WEBGL)) : '';
}

/** @param {{ signature: object, files: string[], binaries: string[], backend: string }} job */
export async function start({ signature, files, binaries, backend }) {
  if (backend === 'webgl' && !renderer()) return { absent: 'no WebGL' };
  const worker = new Worker('/runtime/worker.js');
  let number = 0;
  const ask = (message, moved) => new Promise((resolve, reject) => {
    number += 1;
    worker.onerror = (event) => reject(new Error(event.message || 'the worker did not start'));
    worker.onmessage = ({ data: { result, error } }) => (error === undefined ? resolve(result) : reject(new Error(error)));
    worker.postMessage({ id: number, ...message }, moved);
  });
  const model = Object.fromEntries(await Promise.all(files.map(async (name) => [name, await bytes(`/model/${name}`)])));
  const found = Object.fromEntries(binaries.map((name) => [name, new URL(`/runtime/${name}`, location.href).href]));
  await ask({ load: { signature, files: model, scripts: {}, binaries: found, backend } }, Object.values(model));
  return {
    about: backend === 'webgl' ? renderer() : '',
    answer: async (inputs) => (await ask({ inputs }, inputs.map(({ values }) => values.buffer))).outputs,
  };
}
