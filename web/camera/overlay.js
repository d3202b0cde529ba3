/** Boxes over the video: where digits are, what they are read as, how sure. */

/**
 * @typedef {import('./tracks.js').Track} Track
 *
 * @typedef {object} Colours
 * @property {string} mark
 * @property {string} onMark
 * @property {string} font
 */

/** Around a digit, in pixels of the screen. */
const MARGIN = 4;
/** Boxes as wide as this have room for how sure it is beside the digit; narrower ones below, down to the second. */
const [WIDE, NARROW] = [52, 26];

/**
 * How a picture of one size lies in a place of another, as `object-fit: contain` lays it.
 *
 * @param {{width: number, height: number}} picture @param {{width: number, height: number}} place
 */
export function fitting(picture, place) {
  const scale = Math.min(place.width / picture.width, place.height / picture.height);
  return { scale, left: (place.width - scale * picture.width) / 2, top: (place.height - scale * picture.height) / 2 };
}

/** @typedef {{x: number, y: number, w: number, h: number}} Area In pixels of the screen. */

/** @param {CanvasRenderingContext2D} context @param {Area} area @param {number} radius */
function roundedPath(context, { x, y, w, h }, radius) {
  context.beginPath();
  if (context.roundRect) context.roundRect(x, y, w, h, radius);
  else context.rect(x, y, w, h); // browsers of 2022
}

/** Solid where it is sure, dashed where not. @param {CanvasRenderingContext2D} context @param {Area} area @param {string | null} colour Null: not sure. */
function drawBox(context, area, colour) {
  context.setLineDash(colour ? [] : [5, 4]);
  // A light line on a dark one is seen on paper and on a blackboard.
  for (const [width, stroke] of /** @type {[number, string][]} */ ([[4, 'rgb(0 0 0 / 45%)'], [2, colour ?? '#fff']])) {
    [context.lineWidth, context.strokeStyle] = [width, stroke];
    roundedPath(context, area, 6);
    context.stroke();
  }
}

/**
 * Texts side by side on a rounded ground, centred over a place.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {{x: number, y: number, height: number}} at The middle of its upper or lower edge.
 * @param {[string, string][]} texts Each with its font.
 * @param {string} ground
 * @param {string} ink
 */
function drawTexts(context, { x, y, height }, texts, ground, ink) {
  const widths = texts.map(([text, font]) => {
    context.font = font;
    return context.measureText(text).width;
  });
  const [width, padding] = [widths.reduce((sum, each) => sum + each, 0), 0.2 * height];
  let left = Math.max(0, x - width / 2 - padding);
  context.fillStyle = ground;
  roundedPath(context, { x: left, y, w: width + 2 * padding, h: height }, 0.25 * height);
  context.fill();
  context.fillStyle = ink;
  left += padding;
  texts.forEach(([text, font], i) => {
    context.font = font;
    context.fillText(text, left, y + 0.8 * height);
    left += widths[i];
  });
}

/** What it is read as, above its box, and how sure that is: beside it, below the box, or nowhere, as there is room. @param {CanvasRenderingContext2D} context @param {Area} area @param {Track} track @param {Colours} colours */
function drawAnswer(context, { x, y, w, h }, { label, confidence }, { mark, onMark, font }) {
  const size = Math.min(Math.max(0.45 * h, 15), 34);
  const [ground, ink] = label === null ? ['rgb(0 0 0 / 65%)', '#fff'] : [mark, onMark];
  const [middle, height] = [x + w / 2, 1.2 * size];
  const texts = /** @type {[string, string][]} */ ([[label ?? '?', `700 ${size}px ${font}`]]);
  const percent = `${Math.min(Math.floor(100 * confidence), 99)}%`;
  if (label !== null && w >= WIDE) texts.push([` ${percent}`, `600 ${Math.max(11, 0.5 * size)}px ${font}`]);
  drawTexts(context, { x: middle, y: Math.max(0, y - height - 2), height }, texts, ground, ink);
  if (label !== null && w < WIDE && w >= NARROW) drawTexts(context, { x: middle, y: y + h + 2, height: 14 }, [[percent, `600 11px ${font}`]], ground, ink);
}

/**
 * @param {HTMLCanvasElement} canvas Over the video, as large as it.
 */
export function createOverlay(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const view = /** @type {Window} */ (canvas.ownerDocument.defaultView);
  return {
    /** @param {Track[]} tracks @param {{width: number, height: number}} frame The picture that their boxes are in. */
    show(tracks, frame) {
      const [place, density] = [{ width: canvas.clientWidth, height: canvas.clientHeight }, view.devicePixelRatio];
      [canvas.width, canvas.height] = [Math.round(place.width * density), Math.round(place.height * density)];
      context.setTransform(density, 0, 0, density, 0, 0);
      const style = view.getComputedStyle(canvas);
      const colours = { mark: style.getPropertyValue('--mark'), onMark: style.getPropertyValue('--on-mark'), font: style.fontFamily };
      const fit = fitting(frame, place);
      for (const track of tracks) {
        const { left, top, width, height } = track.box;
        const [x, y] = [fit.left + fit.scale * left - MARGIN, fit.top + fit.scale * top - MARGIN];
        const area = { x, y, w: fit.scale * width + 2 * MARGIN, h: fit.scale * height + 2 * MARGIN };
        drawBox(context, area, track.label === null ? null : colours.mark);
        drawAnswer(context, area, track, colours);
      }
    },
  };
}
