/** A picture: from a file, dropped, pasted, or live from a camera; cut and scaled to what the model takes. */
import { openCamera, reasonOf } from '../../camera/camera_stream.js';
import { withPicture } from '../../image/decode.js';
import { make } from '../../views/elements.js';

/** The side of a picture of any size, in pixels. */
const FREE_SIDE = 224;
/** ITU-R 601 luma, as Pillow and Keras turn colours grey. */
const LUMA = [0.299, 0.587, 0.114];
/** How a picture is shown that is smaller, as a side in pixels. */
const SHOWN = 320;

/** Height, width and channels of what a model takes. @param {import('../types.js').InputDescription} input */
export function pictureShape({ shape, channels = 3, first }) {
  const sides = first ? shape.slice(1) : shape;
  return { height: sides[0] ?? FREE_SIDE, width: sides[1] ?? FREE_SIDE, channels };
}

/**
 * The numbers of a picture, in the order and range that a model takes.
 *
 * @param {Uint8ClampedArray} pixels Red, green, blue and opacity of each pixel.
 * @param {import('../types.js').InputDescription} input
 */
export function valuesOf(pixels, input) {
  const { height, width, channels } = pictureShape(input);
  const [factor, term] = [/** @type {number[]} */ (input.factor), /** @type {number[]} */ (input.term)];
  const values = new Float32Array(height * width * channels);
  for (let n = 0; n < height * width; n += 1) {
    const opacity = pixels[4 * n + 3] / 255;
    const on = [0, 1, 2].map((k) => 255 + (pixels[4 * n + k] - 255) * opacity); // what is transparent lies on white
    for (let k = 0; k < channels; k += 1) {
      const level = channels === 1 ? LUMA[0] * on[0] + LUMA[1] * on[1] + LUMA[2] * on[2] : on[k];
      values[input.first ? k * height * width + n : n * channels + k] = level * factor[k] + term[k];
    }
  }
  return values;
}

/** The largest part in the middle of a picture that has the wished shape: x, y, width, height. @param {number} width @param {number} height @param {number} wide @param {number} high */
export function middlePart(width, height, wide, high) {
  const scale = Math.min(width / wide, height / high);
  const [w, h] = [wide * scale, high * scale];
  return [(width - w) / 2, (height - h) / 2, w, h];
}

/**
 * @param {import('../types.js').Given} given
 * @param {import('../types.js').InputDescription} input
 * @param {import('../types.js').Changed} changed
 * @returns {import('../types.js').InputView}
 */
export function createPictureInput({ document, words, failed }, input, changed) {
  const view = /** @type {Window & typeof globalThis} */ (document.defaultView);
  const { height, width, channels } = pictureShape(input);
  const canvas = make(document, 'canvas', { class: 'picture', width, height, role: 'img' });
  if (Math.max(width, height) < SHOWN) canvas.classList.add('small');
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  const file = make(document, 'input', { type: 'file', accept: 'image/*', hidden: true });
  const open = make(document, 'button', { type: 'button', class: 'first', onclick: () => file.click() });
  const film = make(document, 'button', { type: 'button' });
  const other = make(document, 'button', { type: 'button', hidden: true });
  const title = make(document, 'h2', {});
  const hint = make(document, 'p', { class: 'hint' });
  const video = make(document, 'video', { muted: true, playsinline: true, hidden: true });

  /** @param {CanvasImageSource} source @param {number} w @param {number} h */
  const take = (source, w, h) => {
    const [x, y, wide, high] = middlePart(w, h, width, height);
    context.imageSmoothingQuality = 'high';
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.drawImage(source, x, y, wide, high, 0, 0, width, height);
    const shape = input.first ? [1, channels, height, width] : [1, height, width, ...(input.shape.length === 2 ? [] : [channels])];
    changed({ name: input.name, shape, values: valuesOf(context.getImageData(0, 0, width, height).data, input) });
  };

  /** @type {import('../../camera/camera_stream.js').Camera | null} */
  let camera = null;
  const showButtons = () => {
    const t = words();
    film.textContent = t(camera ? 'picture.stop' : 'picture.camera');
    film.setAttribute('aria-pressed', String(camera !== null));
    other.hidden = !camera?.other;
    other.textContent = t('camera.switch');
  };
  const stop = () => {
    camera?.stop();
    camera = null;
    video.srcObject = null;
    showButtons();
  };
  const grab = () => {
    if (camera && video.videoWidth > 0) take(video, video.videoWidth, video.videoHeight);
    else if (camera) view.setTimeout(grab, 50);
  };
  /** @param {import('../../camera/camera_stream.js').Choice} choice */
  const start = async (choice) => {
    stop();
    failed(null);
    try {
      camera = await openCamera(view, choice, () => {
        stop();
        failed(Object.assign(new Error(), { key: 'camera.ended' }));
      });
      video.srcObject = camera.stream;
      await video.play();
      showButtons();
      grab();
    } catch (error) {
      stop();
      failed(/** @type {any} */ (error)?.key ? error : reasonOf(error));
    }
  };
  film.addEventListener('click', () => (camera ? stop() : start({})));
  other.addEventListener('click', () => camera?.other && start(camera.other));
  document.addEventListener('visibilitychange', () => document.hidden && stop());

  /** @param {Blob | null | undefined} blob */
  const read = async (blob) => {
    if (!blob) return;
    stop();
    try {
      await withPicture(blob, { document }, (image) => take(image, image.naturalWidth, image.naturalHeight));
      failed(null);
    } catch (error) {
      failed(error);
    }
  };
  file.addEventListener('change', () => read(file.files?.[0]).then(() => { file.value = ''; }));
  const root = make(
    document, 'div', { class: 'picture-input' }, title, canvas, hint, make(document, 'div', { class: 'buttons' }, open, film, other), file, video);
  const over = (/** @type {DragEvent} */ event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    root.classList.toggle('over', event.type === 'dragover');
    if (event.type === 'drop') read(event.dataTransfer.files[0]);
  };
  for (const type of ['dragover', 'dragleave', 'drop']) root.addEventListener(type, /** @type {EventListener} */ (over));
  document.addEventListener('paste', ({ clipboardData }) => read([...clipboardData?.files ?? []].find(({ type }) => type.startsWith('image/'))));
  return {
    root,
    translate() {
      const t = words();
      title.textContent = t('picture.title');
      open.textContent = t('picture.open');
      hint.textContent = t('picture.hint', { width, height });
      canvas.setAttribute('aria-label', t('picture.seen'));
      showButtons();
    },
    answered() {
      if (!camera) return;
      if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(grab);
      else view.setTimeout(grab, 30);
    },
  };
}
