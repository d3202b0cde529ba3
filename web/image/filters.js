/** Arithmetic on grey pictures: blur, closing, pieces. The borders mirror, as in SciPy's `ndimage`. */

/**
 * @typedef {object} GreyImage
 * @property {Float32Array} data Row by row.
 * @property {number} width
 * @property {number} height
 */

/** Of a great many numbers, every so manieth is enough. @param {Float32Array} values */
export function median(values) {
  const every = Math.ceil(values.length / 40_000);
  const some = (every > 1 ? values.filter((_, i) => i % every === 0) : values.slice()).sort();
  const middle = some.length >> 1;
  return some.length % 2 ? some[middle] : (some[middle - 1] + some[middle]) / 2;
}

/**
 * Makes something of each row, then of each column: `of(line, out)` fills `out`, which may be longer or shorter.
 *
 * @param {GreyImage} greys @param {number} width @param {number} height
 * @param {(line: Float32Array, out: Float32Array) => void} of
 * @returns {GreyImage}
 */
function separable(greys, width, height, of) {
  const rows = new Float32Array(width * greys.height);
  for (let y = 0; y < greys.height; y += 1) {
    of(greys.data.subarray(y * greys.width, (y + 1) * greys.width), rows.subarray(y * width, (y + 1) * width));
  }
  const data = new Float32Array(width * height);
  const [line, out] = [new Float32Array(greys.height), new Float32Array(height)];
  for (let x = 0; x < width; x += 1) {
    for (let y = 0; y < line.length; y += 1) line[y] = rows[y * width + x];
    of(line, out);
    for (let y = 0; y < height; y += 1) data[y * width + x] = out[y];
  }
  return { data, width, height };
}

/** A Gaussian blur. @param {GreyImage} greys @param {number} sigma @returns {GreyImage} */
export function gaussianBlur(greys, sigma) {
  const reach = Math.floor(4 * sigma + 0.5);
  const bell = Float32Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / sigma) ** 2));
  const sum = bell.reduce((a, b) => a + b);
  return separable(greys, greys.width, greys.height, (line, out) => {
    const period = 2 * line.length;
    const mirrored = Float32Array.from({ length: line.length + 2 * reach }, (_, i) => {
      const at = (((i - reach) % period) + period) % period;
      return line[at < line.length ? at : period - 1 - at];
    });
    for (let i = 0; i < out.length; i += 1) {
      let total = 0;
      for (let k = 0; k < bell.length; k += 1) total += bell[k] * mirrored[i + k];
      out[i] = total / sum;
    }
  });
}

/**
 * The highest value around each, by highest values from the left and from the right in blocks as long as the window
 * (M. van Herk, "A fast algorithm for local minimum and maximum filters", 1992). What is longer than the line goes on
 * at both ends, what is shorter stays within.
 *
 * @param {Float32Array} line @param {Float32Array} out @param {number} reach
 */
function maximumAlong(line, out, reach) {
  const window = 2 * reach + 1;
  const left = new Float32Array(line.length + 4 * reach).fill(-Infinity);
  left.set(line, 2 * reach);
  const right = left.slice();
  for (let i = 1; i < left.length; i += 1) if (i % window && left[i - 1] > left[i]) left[i] = left[i - 1];
  for (let i = right.length - 1; i > 0; i -= 1) if (i % window && right[i] > right[i - 1]) right[i - 1] = right[i];
  const from = reach + (line.length - out.length) / 2;
  for (let i = 0; i < out.length; i += 1) out[i] = Math.max(right[from + i], left[from + i + 2 * reach]);
}

/**
 * The highest value around each pixel, of a picture larger by `more` on each side.
 *
 * @param {GreyImage} greys @param {number} reach @param {number} more
 */
function maximumFilter(greys, reach, more) {
  const [width, height] = [greys.width + 2 * more, greys.height + 2 * more];
  return separable(greys, width, height, (line, out) => maximumAlong(line, out, reach));
}

/** The lowest, likewise. @param {GreyImage} greys @param {number} reach @param {number} [more] @returns {GreyImage} */
export function minimumFilter(greys, reach, more = 0) {
  const over = maximumFilter({ ...greys, data: greys.data.map((value) => -value) }, reach, more);
  return { ...over, data: over.data.map((value) => -value) };
}

/**
 * A grey-scale closing: what is darker than all around it, and narrower than the window, vanishes. Beyond its rim the
 * picture has no light, so that a light that falls towards the rim stays as it is.
 *
 * @param {GreyImage} greys @param {number} reach @returns {GreyImage}
 */
export function greyClosing(greys, reach) {
  return minimumFilter(maximumFilter(greys, reach, reach), reach, -reach);
}

/** At most so many pixels on a side, by means of blocks. @param {GreyImage} greys @param {number} side @returns {GreyImage} */
export function shrink(greys, side) {
  const step = Math.ceil(Math.max(greys.width, greys.height) / side);
  const [width, height] = [greys.width, greys.height].map((length) => Math.max(1, Math.floor(length / step)));
  if (step === 1 || Math.min(width, height) < 8) return greys;
  return separable(greys, width, height, (line, out) => {
    for (let i = 0; i < out.length; i += 1) {
      let sum = 0;
      for (let k = 0; k < step; k += 1) sum += line[i * step + k];
      out[i] = sum / step;
    }
  });
}

/** Larger, corner on corner. @param {GreyImage} greys @param {number} width @param {number} height @returns {GreyImage} */
export function enlarge(greys, width, height) {
  return separable(greys, width, height, (line, out) => {
    for (let i = 0; i < out.length; i += 1) {
      const at = out.length > 1 ? (i * (line.length - 1)) / (out.length - 1) : 0;
      const from = Math.min(Math.floor(at), line.length - 1);
      out[i] = line[from] + (at - from) * ((line[from + 1] ?? line[from]) - line[from]);
    }
  });
}

/**
 * Larger or smaller, without steps and without loss.
 *
 * @param {GreyImage} greys @param {number} width @param {number} height @returns {GreyImage}
 */
export function resize(greys, width, height) {
  return separable(greys, width, height, (line, out) => {
    const scale = line.length / out.length;
    const reach = Math.max(scale, 1);
    for (let i = 0; i < out.length; i += 1) {
      const centre = (i + 0.5) * scale - 0.5;
      let [sum, weights] = [0, 0];
      for (let k = Math.max(0, Math.ceil(centre - reach)); k <= Math.min(line.length - 1, centre + reach); k += 1) {
        const weight = 1 - Math.abs(k - centre) / reach;
        sum += weight * line[k];
        weights += weight;
      }
      out[i] = sum / weights;
    }
  });
}

/**
 * Connected ink, corners included.
 *
 * @param {GreyImage} ink
 * @returns {{numbers: Int32Array, sizes: number[], rim: number[]}} Each pixel's piece, 0 for none; the pixels of each
 *     piece, and the share of the picture's rim that it covers.
 */
export function connectedComponents({ data, width, height }) {
  const numbers = new Int32Array(data.length);
  const [sizes, rim] = [[0], [0]];
  const around = 2 * (width + height) - 4;
  const open = [];
  for (let start = 0; start < data.length; start += 1) {
    if (!(data[start] > 0) || numbers[start]) continue;
    const number = sizes.push(0) - 1;
    rim.push(0);
    numbers[start] = number;
    open.push(start);
    while (open.length > 0) {
      const i = /** @type {number} */ (open.pop());
      const [x, y] = [i % width, Math.floor(i / width)];
      sizes[number] += 1;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) rim[number] += 1 / around;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v += 1) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u += 1) {
          const j = v * width + u;
          if (!(data[j] > 0) || numbers[j]) continue;
          numbers[j] = number;
          open.push(j);
        }
      }
    }
  }
  return { numbers, sizes, rim };
}
