/** Sharing: a link to the drawing, and a picture of drawing and answer. */
import { ranked, sureness } from './answer.js';
import { localizedError } from '../text/localized_error.js';

/**
 * @typedef {import('../types.js').Translate} Translate
 *
 * @typedef {object} Shared What a link and a picture of the answer are made of.
 * @property {import('../types.js').Reading | null} reading
 * @property {string | null} number What is read where there are several digits.
 * @property {string[]} labels
 * @property {string} href The page's URL with this drawing.
 */

const [WIDTH, HEIGHT, MARGIN] = [1200, 720, 60];

/** @param {Document} document @param {Shared} shared @param {Translate} t @returns {Promise<string>} What was done. */
export async function copyLink(document, { href }, t) {
  try {
    await /** @type {Window} */ (document.defaultView).navigator.clipboard.writeText(href);
  } catch {
    throw localizedError('share.no_clipboard');
  }
  return t('share.copied');
}

/** @param {Document} document @param {Shared} shared @param {Translate} t @returns {Promise<string>} */
export async function savePicture(document, shared, t) {
  const url = URL.createObjectURL(await pictureOf(document, shared, t));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = 'kerasdl.png';
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000); // the browser reads it after this
  return t('share.saved');
}

/** @param {Document} document @param {Shared} shared @param {Translate} t */
export async function sendPicture(document, shared, t) {
  const file = new File([await pictureOf(document, shared, t)], 'kerasdl.png', { type: 'image/png' });
  const { navigator } = /** @type {Window} */ (document.defaultView);
  if (!navigator.canShare?.({ files: [file] })) throw localizedError('share.cannot_send');
  await navigator.share({ files: [file], title: t('title'), url: shared.href });
}

/**
 * The drawing, what the network saw, its answer and its confidences, on one card in the page's colours.
 *
 * @param {Document} document
 * @param {Shared} shared
 * @param {Translate} t
 * @returns {Promise<Blob>} A PNG of 1,200 × 720 pixels.
 */
export async function pictureOf(document, { reading, number, labels }, t) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [WIDTH, HEIGHT];
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const view = /** @type {Window} */ (document.defaultView);
  const style = view.getComputedStyle(document.body);
  const color = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  const side = HEIGHT - 2 * MARGIN;
  context.fillStyle = color('ground');
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.fillStyle = color('paper');
  context.fillRect(MARGIN, MARGIN, side, side);
  context.drawImage(/** @type {HTMLCanvasElement} */ (document.getElementById('ink')), MARGIN, MARGIN, side, side);
  if (reading) drawAnswer(context, { reading, number, labels, href: '' }, { left: 2 * MARGIN + side, color, font: style.fontFamily }, t);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(localizedError('share.no_picture'))), 'image/png');
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Shared} shared
 * @param {{left: number, color: (name: string) => string, font: string}} look
 * @param {Translate} t
 */
function drawAnswer(context, { reading, number, labels }, { left, color, font }, t) {
  if (!reading) return;
  const { confidences, sure } = reading;
  const right = WIDTH - MARGIN;
  const [best] = ranked(confidences);
  const write = (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ style, /** @type {string} */ ink) => {
    [context.font, context.fillStyle] = [`${style} ${font}`, color(ink)];
    context.fillText(text, x, y, right - x);
  };
  write(number ?? (sure ? labels[best] : '?'), left - 8, MARGIN + 180, `700 ${number ? 150 : 230}px`, 'mark');
  write(sureness(confidences, sure, labels, t), left, MARGIN + 250, '400 34px', 'text');
  const shown = labels.length <= 12 ? labels.map((_, i) => i) : ranked(confidences).slice(0, 12);
  const step = (right - left) / shown.length;
  const [top, height] = [MARGIN + 310, 190];
  shown.forEach((index, i) => {
    const x = left + i * step;
    context.fillStyle = color('track');
    context.fillRect(x, top, step * 0.75, height);
    context.fillStyle = color(sure && index === best ? 'mark' : 'fill');
    context.fillRect(x, top + height * (1 - confidences[index]), step * 0.75, height * confidences[index]);
    context.textAlign = 'center';
    write(labels[index], x + step * 0.375, top + height + 34, '400 26px', 'quiet');
    context.textAlign = 'start';
  });
  write(t('share.signed'), left, HEIGHT - MARGIN, '400 24px', 'quiet');
}
