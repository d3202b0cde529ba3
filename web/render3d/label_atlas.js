/** Texture atlas of words: set once on a 2-D canvas, then drawn upright at their own size. */

/**
 * @typedef {object} Word
 * @property {string} text
 * @property {number} size Pixels.
 * @property {boolean} bold
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 */

/** The sheet's width and height. */
export const SIDE = 1024;
/** Room around a word for the halo that keeps it readable over lines. */
export const HALO = 3;

/** A sheet on which words are set when first wanted: red with their halos, green without. @param {Document} document */
export function createLabelAtlas(document) {
  const canvas = Object.assign(document.createElement('canvas'), { width: SIDE, height: SIDE });
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { alpha: false, willReadFrequently: true }));
  /** @type {Map<string, Box>} */
  const boxes = new Map();
  let [x, y, row, manner] = [0, 0, 0, ''];
  const sheet = {
    canvas,
    /** Whether words were set since the sheet was last taken. */
    fresh: true,
    /**
     * Begins a picture. Another family or ratio begins the sheet anew, and so does a sheet that is three quarters full.
     * @param {string} family @param {number} ratio Pixels of the screen to a CSS pixel.
     * @returns {(word: Word) => Box} Sets a word, and tells where it is in the sheet.
     */
    begin(family, ratio) {
      if (manner !== `${family} ${ratio}` || y > SIDE * 0.75) {
        manner = `${family} ${ratio}`;
        boxes.clear();
        [x, y, row] = [0, 0, 0];
        pen.clearRect(0, 0, SIDE, SIDE);
      }
      return ({ text, size, bold }) => {
        const key = `${size} ${bold} ${text}`;
        const known = boxes.get(key);
        if (known) return known;
        pen.font = `${bold ? 700 : 400} ${size * ratio}px ${family}`;
        const halo = HALO * ratio;
        const width = Math.min(SIDE, Math.ceil(pen.measureText(text).width + 2 * halo));
        const height = Math.ceil(size * ratio * 1.2 + 2 * halo);
        if (x + width > SIDE) [x, y, row] = [0, y + row, 0];
        Object.assign(pen, { textBaseline: 'middle', lineJoin: 'round', lineWidth: 2 * halo, strokeStyle: '#f00', fillStyle: '#ff0' });
        pen.strokeText(text, x + halo, y + height / 2);
        pen.fillText(text, x + halo, y + height / 2);
        const box = { x, y, width, height };
        boxes.set(key, box);
        x += width;
        row = Math.max(row, height);
        sheet.fresh = true;
        return box;
      };
    },
  };
  return sheet;
}
