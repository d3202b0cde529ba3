/** Camera dialog: the video, what is read in it, and the buttons; the camera is off as soon as it is not looked at. */
import { createAnnouncer } from './announcer.js';
import { ranked } from './answer.js';
import { openCamera } from '../camera/camera_stream.js';
import { createAnalysis } from '../camera/frame_analysis.js';
import { followVideo } from '../camera/frame_source.js';
import { createOverlay } from '../camera/overlay.js';
import { takenOver } from '../camera/take_over.js';
import { createTracker, shownTracks, textOf } from '../camera/tracks.js';
import { inWords } from '../text/language.js';
import { make } from '../views/elements.js';

/**
 * @typedef {import('../types.js').Picture} Picture
 * @typedef {import('../types.js').Reading} Reading
 * @typedef {import('../types.js').Translate} Translate
 * @typedef {import('../camera/tracks.js').Track} Track
 *
 * @typedef {object} Given
 * @property {Translate} t
 * @property {(path: string) => string} files
 * @property {string[]} labels
 * @property {(picture: Picture) => Reading} read
 * @property {() => import('../types.js').Network | null} network What reads, where it is a network of plain layers.
 * @property {import('../state/page_state.js').PageStore} store
 * @property {(picture: Picture) => void} take Takes what was found over into the drawing.
 */

/** After these there is nothing to try again. */
const FINAL = ['camera.insecure', 'camera.unsupported'];

/** @param {Document} document @param {Translate} t */
function createElements(document, t) {
  /** @param {string} name @param {Record<string, any>} [more] */
  const button = (name, more) => make(document, 'button', { type: 'button', id: `camera-${name}`, text: t(`camera.${name}`), ...more });
  const video = make(document, 'video', { 'aria-hidden': true, muted: true, playsinline: true, disablepictureinpicture: true });
  video.muted = true; // the attribute alone says it only to pages that are parsed
  const elements = {
    video,
    overlay: make(document, 'canvas', { 'aria-hidden': true }),
    message: make(document, 'p', { id: 'camera-message' }),
    number: make(document, 'output', { id: 'camera-number', 'aria-label': t('camera.number') }),
    found: make(document, 'p', { id: 'camera-found' }),
    spoken: make(document, 'p', { class: 'spoken', role: 'status', 'aria-live': 'polite' }),
    take: button('take', { class: 'first', title: t('camera.take_tip'), disabled: true }),
    other: button('switch', { hidden: true }),
    light: button('light', { hidden: true, 'aria-pressed': 'false' }),
    again: button('again', { hidden: true }),
    close: button('close'),
  };
  const { overlay, message, number, found, spoken, take, other, light, again, close } = elements;
  const dialog = make(
    document, 'dialog', { id: 'camera-dialog', 'aria-labelledby': 'camera-title' },
    make(document, 'header', {}, make(document, 'h2', { id: 'camera-title', text: t('camera.title') }), close),
    make(document, 'div', { class: 'camera-stage' }, video, overlay, make(document, 'div', { class: 'camera-message' }, message, again)),
    make(document, 'div', { class: 'camera-read' }, number, found),
    make(document, 'div', { class: 'camera-tools' }, take, other, light),
    spoken,
  );
  return { ...elements, dialog };
}

/** What is read, in the elements and to a screen reader once it has settled. @param {ReturnType<typeof createElements>} elements @param {Translate} t */
function createResult({ number, found, take, spoken }, t) {
  const announcer = createAnnouncer(spoken);
  return {
    say: announcer.say,
    /** @param {Track[]} tracks */
    show(tracks) {
      const text = textOf(tracks);
      const unsure = tracks.filter(({ label }) => label === null).length;
      const said = { count: tracks.length, unsure, text };
      take.disabled = tracks.length === 0;
      found.textContent = tracks.length === 0 ? t('camera.looking') : t(unsure > 0 ? 'camera.found_unsure' : 'camera.found', said);
      if (number.textContent === text) return;
      number.textContent = text;
      announcer.sayLater(() => (text ? t(unsure > 0 ? 'camera.said_unsure' : 'camera.said', said) : ''));
    },
    cancel: announcer.cancel,
  };
}

/** Finds and reads digits in the video. @param {ReturnType<typeof createElements>} elements @param {Given} given @param {(tracks: Track[]) => void} show */
function createReading({ video, overlay }, { files, labels, network, read }, show) {
  const analysis = createAnalysis({ files, network: network(), judge: (picture) => Math.max(...read(picture).confidences) });
  const tracker = createTracker();
  const boxes = createOverlay(overlay);
  /** @type {Track[]} */
  let shown = [];
  let stop = () => {};
  const start = () => {
    let going = true;
    const end = followVideo(video, async (frame) => {
      const found = await analysis.find(frame);
      if (!going) return;
      const sightings = found.map(({ box, line, picture }) => {
        const { confidences, sure } = read(picture);
        const [best] = ranked(confidences);
        return { box, line, picture, label: sure ? labels[best] : null, confidence: confidences[best] };
      });
      shown = shownTracks(tracker.follow(sightings));
      boxes.show(shown, frame);
      show(shown);
    });
    stop = () => {
      going = false;
      end();
      tracker.forget();
      shown = [];
      boxes.show([], { width: 1, height: 1 });
    };
  };
  return { start, stop: () => stop(), shown: () => shown, close: analysis.close };
}

/** Camera on and off, with what the dialog says of it. @param {Document} document @param {ReturnType<typeof createElements>} elements @param {Given} given */
function createSession(document, elements, given) {
  const { dialog, video, message, again, other, light } = elements;
  const { t } = given;
  const view = /** @type {Window & typeof globalThis} */ (document.defaultView);
  const result = createResult(elements, t);
  const reading = createReading(elements, given, result.show);
  /** @type {import('../camera/camera_stream.js').Camera | null} */
  let camera = null;
  /** Which start is the last: of one that was overtaken, the camera is let go of. */
  let starts = 0;

  /** @param {'starting' | 'live' | 'off'} state @param {string} [text] @param {string} [retry] What its button says. */
  const enter = (state, text = '', retry = '') => {
    dialog.dataset.state = state;
    message.textContent = text;
    again.hidden = !retry;
    if (retry) again.textContent = retry;
    if (text) result.say(text);
  };
  const off = () => {
    starts += 1;
    reading.stop();
    result.cancel();
    camera?.stop();
    camera = null;
    video.srcObject = null;
    other.hidden = light.hidden = true;
    elements.take.disabled = true;
    elements.number.textContent = elements.found.textContent = '';
  };
  const pause = (/** @type {string} */ text) => {
    off();
    enter('off', text, t('camera.resume'));
  };
  /** @param {import('../camera/camera_stream.js').Choice} [choice] */
  const start = async (choice = {}) => {
    off();
    enter('starting', t('camera.starting'));
    const own = starts;
    try {
      const opened = await openCamera(view, choice, () => pause(t('camera.ended')));
      if (own !== starts) return opened.stop();
      camera = opened;
      video.srcObject = opened.stream;
      await video.play();
    } catch (error) {
      if (own !== starts) return;
      off();
      const { key = '' } = /** @type {{key?: string}} */ (error);
      enter('off', inWords(error, t), FINAL.includes(key) ? '' : t('camera.again'));
      return;
    }
    if (own !== starts) return;
    [other.hidden, light.hidden] = [camera.other === null, camera.light === null];
    light.setAttribute('aria-pressed', 'false');
    enter('live');
    result.show([]);
    reading.start();
  };
  return {
    start, off, pause, reading, result,
    next: () => start(camera?.other ?? {}),
    async toggleLight() {
      const on = light.getAttribute('aria-pressed') !== 'true';
      await camera?.light?.(on).then(() => light.setAttribute('aria-pressed', String(on)), () => result.say(t('camera.no_light')));
    },
  };
}

/**
 * Opens the camera over the page.
 *
 * @param {Document} document
 * @param {Given} given
 */
export function showCamera(document, given) {
  const { store, t, take } = given;
  const view = /** @type {Window} */ (document.defaultView);
  const elements = createElements(document, t);
  const { dialog } = elements;
  const session = createSession(document, elements, given);
  const listening = new AbortController();
  const { signal } = listening;
  const close = () => dialog.close();
  const stopFollowing = store.on(['view', 'language'], close);
  document.body.append(dialog);
  dialog.addEventListener('close', () => {
    listening.abort();
    stopFollowing();
    session.off();
    session.reading.close();
    dialog.remove();
  }, { once: true });
  // The drawing's shortcuts are not meant: Escape would clear it.
  dialog.addEventListener('keydown', (event) => event.stopPropagation());
  document.addEventListener('visibilitychange', () => { if (document.hidden) session.pause(t('camera.background')); }, { signal });
  view.addEventListener('pagehide', () => session.pause(t('camera.background')), { signal });
  elements.close.addEventListener('click', close);
  elements.again.addEventListener('click', () => session.start());
  elements.other.addEventListener('click', session.next);
  elements.light.addEventListener('click', session.toggleLight);
  elements.take.addEventListener('click', () => {
    const digits = session.reading.shown().map(({ last }) => last);
    if (digits.length === 0) return;
    close();
    take(takenOver(digits));
  });
  dialog.showModal();
  session.start();
}
