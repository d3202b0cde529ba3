/**
 * Grey-scale image operations: median, Gaussian blur, closing, block means, interpolation, connected components.
 *
 * kerasdl/inference/filters.py has the same operations, partly SciPy's; both are held to one result by
 * tests/fixtures/foreground.json. Hence double precision: a threshold then falls alike in both.
 */

/**
 * @typedef {object} GreyImage A grey picture.
 * @property {Float64Array} data Row by row.
 * @property {number} width
 * @property {number} height
 */

/** @typedef {{top: number, bottom: number, left: number, right: number}} Box Bottom and right are one past the last. */

/**
 * Median of at most about so many values, evenly spaced: of hundreds of thousands, that many suffice.
 *
 * @param {Float64Array} values @param {number} samples
 */
export function sampledMedian(values, samples) {
  const step = Math.ceil(values.length / samples);
  const sorted = (step > 1 ? values.filter((_, i) => i % step === 0) : values.slice()).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {GreyImage} grey @returns {GreyImage} Rows and columns exchanged. */
export function transposed({ data, width, height }) {
  const other = new Float64Array(data.length);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) other[x * height + y] = data[y * width + x];
  return { data: other, width: height, height: width };
}

/**
 * Filters each row, then each column: `filter(line, out)` fills `out`, which may be longer or shorter.
 *
 * @param {GreyImage} grey @param {number} width @param {number} height
 * @param {(line: Float64Array, out: Float64Array) => void} filter
 * @returns {GreyImage}
 */
export function separable(grey, width, height, filter) {
  const rows = new Float64Array(width * grey.height);
  for (let y = 0; y < grey.height; y += 1) {
    filter(grey.data.subarray(y * grey.width, (y + 1) * grey.width), rows.subarray(y * width, (y + 1) * width));
  }
  const data = new Float64Array(width * height);
  const [line, out] = [new Float64Array(grey.height), new Float64Array(height)];
  for (let x = 0; x < width; x += 1) {
    for (let y = 0; y < line.length; y += 1) line[y] = rows[y * width + x];
    filter(line, out);
    for (let y = 0; y < height; y += 1) data[y * width + x] = out[y];
  }
  return { data, width, height };
}

/** The place of what lies `i` beyond a mirroring border. @param {number} i @param {number} length */
const mirroredAt = (i, length) => (Math.floor(i / length) % 2 ? length - 1 - (i % length) : i % length);

/** A Gaussian blur; borders mirror, as in SciPy. @param {GreyImage} grey @param {number} sigma @returns {GreyImage} */
export function gaussianBlur(grey, sigma) {
  const reach = Math.floor(4 * sigma + 0.5);
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / sigma) ** 2));
  const sum = kernel.reduce((a, b) => a + b);
  let mirrored = new Float64Array(0);
  return separable(grey, grey.width, grey.height, (line, out) => {
    if (mirrored.length !== line.length + 2 * reach) mirrored = new Float64Array(line.length + 2 * reach);
    mirrored.set(line, reach);
    for (let i = 0; i < reach; i += 1) {
      mirrored[reach - 1 - i] = line[mirroredAt(i, line.length)];
      mirrored[mirrored.length - reach + i] = line[line.length - 1 - mirroredAt(i, line.length)];
    }
    for (let i = 0; i < out.length; i += 1) {
      let total = 0;
      for (let k = 0; k < kernel.length; k += 1) total += kernel[k] * mirrored[i + k];
      out[i] = total / sum;
    }
  });
}

/** Running maxima of a line, kept between calls: a picture has hundreds of lines. */
let [leftwards, rightwards] = [new Float64Array(0), new Float64Array(0)];

/**
 * The maximum around each value, from running maxima leftwards and rightwards in blocks as long as the window (M. van
 * Herk, "A fast algorithm for local minimum and maximum filters", 1992). A longer `out` extends beyond the line at both
 * ends, a shorter one stays within it.
 *
 * @param {Float64Array} line @param {Float64Array} out @param {number} radius
 */
function runningMaximum(line, out, radius) {
  const [window, length] = [2 * radius + 1, line.length + 4 * radius];
  if (leftwards.length !== length) [leftwards, rightwards] = [new Float64Array(length), new Float64Array(length)];
  const [left, right] = [leftwards, rightwards];
  left.fill(-Infinity);
  left.set(line, 2 * radius);
  right.set(left);
  for (let from = 0; from < length; from += window) {
    const end = Math.min(from + window, length);
    for (let i = from + 1; i < end; i += 1) if (left[i - 1] > left[i]) left[i] = left[i - 1];
    for (let i = end - 1; i > from; i -= 1) if (right[i] > right[i - 1]) right[i - 1] = right[i];
  }
  const from = radius + (line.length - out.length) / 2;
  for (let i = 0; i < out.length; i += 1) out[i] = Math.max(right[from + i], left[from + i + 2 * radius]);
}

/**
 * The maximum around each pixel, of a picture larger by `margin` on each side.
 *
 * @param {GreyImage} grey @param {number} radius @param {number} margin
 */
export function maximumFilter(grey, radius, margin) {
  const [width, height] = [grey.width + 2 * margin, grey.height + 2 * margin];
  return separable(grey, width, height, (line, out) => runningMaximum(line, out, radius));
}

/** The minimum, likewise. @param {GreyImage} grey @param {number} radius @param {number} [margin] @returns {GreyImage} */
export function minimumFilter(grey, radius, margin = 0) {
  const negative = maximumFilter({ ...grey, data: grey.data.map((value) => -value) }, radius, margin);
  return { ...negative, data: negative.data.map((value) => -value) };
}

/** The median of the nine pixels around each, at the border of copies of it, too. @param {GreyImage} grey @returns {GreyImage} */
export function medianFilter({ data, width, height }) {
  /** @param {number} at @param {number} length */
  const within = (at, length) => Math.min(Math.max(at, 0), length - 1);
  return { data: data.map((_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const around = Array.from({ length: 9 }, (_, k) => (
      data[within(y + Math.floor(k / 3) - 1, height) * width + within(x + (k % 3) - 1, width)]));
    return around.sort((a, b) => a - b)[4];
  }), width, height };
}

/**
 * Ink where pixels without any, but with it in at least so many of the eight around them, have these ones' mean.
 *
 * @param {GreyImage} ink @param {number} least @returns {GreyImage}
 */
export function holesFilled({ data, width, height }, least) {
  const filled = data.slice();
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (data[y * width + x]) continue;
      let [total, count] = [0, 0];
      for (let row = Math.max(0, y - 1); row < Math.min(height, y + 2); row += 1) {
        for (let at = row * width + Math.max(0, x - 1); at < row * width + Math.min(width, x + 2); at += 1) {
          total += data[at];
          count += Number(data[at] > 0);
        }
      }
      if (count >= least) filled[y * width + x] = total / count;
    }
  }
  return { data: filled, width, height };
}

/**
 * Grey-scale closing by a square of 2 · radius + 1 pixels a side. Beyond the border there is no light, so that a light
 * that falls off towards the border stays as it is.
 *
 * @param {GreyImage} grey @param {number} radius @returns {GreyImage}
 */
export function closing(grey, radius) {
  return minimumFilter(maximumFilter(grey, radius, radius), radius, -radius);
}

/**
 * Reduces a picture to at most `maxSide` pixels a side by means of square blocks; a narrow one stays as it is.
 *
 * @param {GreyImage} grey @param {number} maxSide @returns {GreyImage}
 */
export function blockMeans(grey, maxSide) {
  const step = Math.ceil(Math.max(grey.width, grey.height) / maxSide);
  const [width, height] = [grey.width, grey.height].map((length) => Math.max(1, Math.floor(length / step)));
  if (step === 1 || Math.min(width, height) < 8) return grey;
  return separable(grey, width, height, (line, out) => {
    for (let i = 0; i < out.length; i += 1) {
      let sum = 0;
      for (let k = 0; k < step; k += 1) sum += line[i * step + k];
      out[i] = sum / step;
    }
  });
}

/**
 * Enlarges a picture bilinearly, corner on corner.
 *
 * @param {GreyImage} grey @param {number} width @param {number} height @returns {GreyImage}
 */
export function interpolated(grey, width, height) {
  return separable(grey, width, height, (line, out) => {
    const last = line.length - 1;
    for (let i = 0; i < out.length; i += 1) {
      const place = (i * last) / Math.max(out.length - 1, 1);
      const from = Math.floor(place);
      out[i] = line[from] + (place - from) * (line[Math.min(from + 1, last)] - line[from]);
    }
  });
}

/**
 * Connected components of a picture's positive pixels, corners included.
 *
 * @param {GreyImage} ink
 * @returns {{labels: Int32Array, sizes: number[], border: number[], boxes: Box[]}} Each pixel's component, from 1, 0 for
 *     no ink; the pixels of each component, the share of the picture's border that it covers, and its box, 0 for label 0.
 */
export function connectedComponents({ data, width, height }) {
  const labels = new Int32Array(data.length);
  const [sizes, border, boxes] = [[0], [0], [{ top: 0, bottom: 0, left: 0, right: 0 }]];
  const stack = new Int32Array(data.length);
  let filled = 0;
  for (let start = 0; start < data.length; start += 1) {
    if (!(data[start] > 0) || labels[start]) continue;
    const label = sizes.push(0) - 1;
    border.push(0);
    const box = { top: height, bottom: 0, left: width, right: 0 };
    boxes.push(box);
    labels[start] = label;
    stack[filled++] = start;
    while (filled > 0) {
      const i = stack[--filled];
      const y = Math.floor(i / width);
      const x = i - y * width;
      sizes[label] += 1;
      if (y < box.top) box.top = y;
      if (y >= box.bottom) box.bottom = y + 1;
      if (x < box.left) box.left = x;
      if (x >= box.right) box.right = x + 1;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) border[label] += 1;
      const [above, below] = [y > 0 ? i - width : i, y < height - 1 ? i + width : i];
      const [before, after] = [x > 0 ? -1 : 0, x < width - 1 ? 1 : 0];
      for (let row = above; row <= below; row += width) {
        for (let j = row + before; j <= row + after; j += 1) {
          if (labels[j] || !(data[j] > 0)) continue;
          labels[j] = label;
          stack[filled++] = j;
        }
      }
    }
  }
  const around = 2 * (width + height) - 4;
  return { labels, sizes, border: border.map((count) => count / around), boxes };
}
