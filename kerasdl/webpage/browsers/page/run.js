/**
 * Runs an exported model with one runtime, and sends back what it answers and how long that takes.
 *
 * The job, `job.json`: {runtime, inputs: [{name, shape, type}], rows, calls, seconds, …}, where `inputs/<number>` holds an
 * input's raw bytes, `rows` is how many rows a call takes, and `calls` how many are timed at least, within `seconds`. A
 * runtime's module has `start(job)`, which loads runtime and model and gives a function from a call's inputs to its
 * outputs, [{name, shape, values}]. Sent back are `outputs/<number>`, float32, and then `result`:
 * {outputs: [{name, shape}], first, call, about}, milliseconds each, or {error}, or
 * {absent} where the browser has no such backend.
 */
const VIEWS = { uint8: Uint8Array, float32: Float32Array, int32: Int32Array, bool: Uint8Array };
const send = (path, body) => fetch(path, { method: 'POST', body });
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

async function readInput({ name, shape, type }, number) {
  const bytes = await (await fetch(`/inputs/${number}`)).arrayBuffer();
  return { name, shape, type, values: new VIEWS[type](bytes) };
}

/** Some rows of an input, in an array of its own, for a runtime may keep or move it. */
function part({ name, shape, type, values }, from, to) {
  const row = shape.slice(1).reduce((a, b) => a * b, 1);
  return { name, type, shape: [to - from, ...shape.slice(1)], values: values.slice(from * row, to * row) };
}

async function run(job) {
  const { start } = await import(`/${job.runtime}.js`);
  const inputs = await Promise.all(job.inputs.map(readInput));
  const count = inputs[0].shape[0];
  const began = performance.now();
  const { answer, about = '', absent } = await start(job);
  if (absent) return { absent };
  const [times, collected] = [[], []];
  let first = 0;
  const end = () => performance.now() - began > 1000 * job.seconds;
  for (let from = 0, all = false; !all || (times.length < job.calls && !end()); from += job.rows) {
    if (from >= count) from = 0;
    const given = inputs.map((input) => part(input, from, Math.min(count, from + job.rows)));
    const before = performance.now();
    const outputs = await answer(given);
    const after = performance.now();
    if (first) times.push(after - before);
    else first = after - began;
    if (!all) outputs.forEach(({ name, shape, values }, n) => (collected[n] ??= { name, shape: shape.slice(1), parts: [] }).parts.push(Float32Array.from(values)));
    all ||= from + job.rows >= count;
  }
  for (const [n, { parts }] of collected.entries()) await send(`/outputs/${n}`, new Blob(parts));
  return { outputs: collected.map(({ name, shape }) => ({ name, shape: [count, ...shape] })), first, call: median(times), about };
}

let result;
try {
  result = await run(await (await fetch('/job.json')).json());
} catch (error) {
  result = { error: String(error?.message ?? error).split('\n')[0].slice(0, 400) || 'no reason' };
}
await send('/result', JSON.stringify(result));
