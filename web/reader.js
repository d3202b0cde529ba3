/** Reads a picture of a digit with the exported network. TF.js and the network are handed in. */

/** The smallest part of a picture that holds all its ink, or the picture itself where there is none. */
export function trim({ data, width, height }) {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let i = 0; i < data.length; i += 1) {
    if (data[i] === 0) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), y];
  }
  if (bottom < 0) return { data, width, height };
  const [w, h] = [right - left + 1, bottom - top + 1];
  const part = Uint8Array.from({ length: w * h }, (_, i) => data[(top + Math.floor(i / w)) * width + left + (i % w)]);
  return { data: part, width: w, height: h };
}

/**
 * Makes a reader of a loaded graph model.
 *
 * @returns `read(picture)`, which takes `{data, width, height}` (greys 0 to 255, white ink on black) and returns
 *     `{confidences, digit, sure}`: ten numbers that sum to 1, the 28 × 28 picture (0 to 1) as the network saw it, and
 *     whether the highest confidence reaches the threshold that the model carries.
 */
export function createReader(tf, model) {
  const threshold = model.metadata?.not_sure_below ?? 0;
  const read = (picture) => {
    // The network finds the ink itself; leaving the empty margins off only saves it the search.
    const { data, width, height } = trim(picture);
    let reading;
    tf.tidy(() => {
      const ink = tf.tensor3d(Float32Array.from(data), [1, height, width]);
      const [confidences, digit] = model.execute({ ink }, ['confidences', 'digit']);
      reading = { confidences: confidences.dataSync(), digit: digit.dataSync() };
    });
    reading.sure = Math.max(...reading.confidences) >= threshold;
    return reading;
  };
  return { read, dispose: () => model.dispose() };
}

/** Loads the graph model at `url` and makes a reader of it that has read once, so that the first digit is quick. */
export async function loadReader(tf, url) {
  await tf.setBackend('cpu');
  await tf.ready();
  const reader = createReader(tf, await tf.loadGraphModel(url));
  reader.read({ data: new Uint8Array(64 * 64).fill(255), width: 64, height: 64 });
  return reader;
}
