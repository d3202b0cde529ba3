/** Toolbar and keyboard shortcuts: undo, redo, clear, an example, a picture, sharing. */
import { inWords } from '../text/language.js';
import { EXAMPLES, play } from '../drawing/examples.js';
import { FINE_PEN, PEN } from '../drawing/drawing.js';
import { drawWithKeys } from '../drawing/keyboard.js';
import { wirePictures } from '../image/input.js';
import { loadCamera, loadPictures, loadShare } from './lazy_modules.js';

/**
 * @typedef {import('../types.js').Translate} Translate
 * @typedef {ReturnType<typeof import('../drawing/ink.js').createInk>} Ink
 * @typedef {import('./share.js').Shared} Shared
 */

/** @param {Document} document @param {Ink} ink Ctrl+Z, Ctrl+Shift+Z or Ctrl+Y, Escape or Delete. */
function wireKeys(document, ink) {
  document.addEventListener('keydown', (event) => {
    const { tagName, isContentEditable } = /** @type {HTMLElement} */ (event.target);
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (event.defaultPrevented || isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(tagName)) return;
    if (document.querySelector(':popover-open')) return; // Escape closes what is open, and leaves the drawing alone
    if (command && (key === 'y' || (key === 'z' && event.shiftKey))) ink.redo();
    else if (command && key === 'z') ink.undo();
    else if (!command && (key === 'escape' || key === 'delete')) ink.clear();
    else return;
    event.preventDefault();
  });
}

/** Puts what pops up near the button that opened it. @param {HTMLElement} panel @param {HTMLElement} button */
function placeNear(panel, button) {
  const view = /** @type {Window} */ (panel.ownerDocument.defaultView);
  const { top, bottom, left, width } = button.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = panel;
  const margin = 8;
  const above = top - offsetHeight - margin;
  const below = bottom + margin;
  const fitsBelow = below + offsetHeight <= view.innerHeight - margin;
  const middle = left + width / 2 - offsetWidth / 2;
  panel.style.left = `${Math.max(margin, Math.min(middle, view.innerWidth - offsetWidth - margin))}px`;
  panel.style.top = `${Math.max(margin, fitsBelow ? below : above)}px`;
}

/**
 * @typedef {object} Given
 * @property {Ink} ink
 * @property {() => Translate} words
 * @property {(text: string) => void} say
 * @property {() => Shared} shared
 * @property {() => Omit<import('./camera.js').Given, 'take'>} camera What the camera is opened with.
 */

/** @param {Document} document @param {string} id */
const placeOf = (document, id) => /** @type {HTMLButtonElement} */ (document.getElementById(id));

/**
 * Examples of the classes, drawn as a hand writes them.
 *
 * @param {Document} document
 * @param {Given} given
 * @param {() => void} began
 */
function createExamples(document, { ink, words }, began) {
  const view = /** @type {Window} */ (document.defaultView);
  const panel = placeOf(document, 'examples');
  let stop = () => {};
  /** Draws one of the ways to write a class. @param {string} label @param {boolean} [atOnce] */
  const draw = (label, atOnce = false) => {
    began();
    stop();
    const styles = EXAMPLES[label];
    const strokes = styles[Math.floor(Math.random() * styles.length)];
    const reduced = atOnce || view.matchMedia('(prefers-reduced-motion: reduce)').matches;
    stop = play(ink, strokes, { requestFrame: (work) => view.requestAnimationFrame(work), reduced });
  };
  /** @param {string} label */
  const buttonOf = (label) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.setAttribute('aria-label', words()('tools.example_of', { label }));
    button.addEventListener('click', () => {
      panel.hidePopover();
      draw(label);
    });
    return button;
  };
  return {
    stop: () => stop(),
    /** @param {string[]} labels The network's classes. */
    show(labels) {
      const known = labels.filter((label) => EXAMPLES[label]);
      placeOf(document, 'example').hidden = known.length === 0;
      panel.replaceChildren(...known.map(buttonOf));
    },
    /** Any one of them, at once. */
    drawAny() {
      const [label] = panel.children.length > 0 ? Object.keys(EXAMPLES).slice(3) : [];
      if (label) draw(label, true);
    },
  };
}

/** @param {Document} document @param {Given} given @param {(text: string) => void} tell */
function wireSharing(document, { words, shared }, tell) {
  for (const name of /** @type {const} */ (['copyLink', 'savePicture', 'sendPicture'])) {
    placeOf(document, name).addEventListener('click', async () => {
      placeOf(document, 'sharing').hidePopover();
      try {
        tell(await (await loadShare())[name](document, shared(), words()) ?? '');
      } catch (error) {
        if (/** @type {Error} */ (error).name !== 'AbortError') tell(inWords(error, words()));
      }
    });
  }
  placeOf(document, 'sendPicture').hidden = !document.defaultView?.navigator.canShare;
}

/** @param {Document} document @param {Given} given @param {() => void} began @param {(text: string) => void} tell */
function wireCamera(document, { ink, words, camera }, began, tell) {
  placeOf(document, 'camera').addEventListener('click', async () => {
    began();
    try {
      const take = (/** @type {import('../types.js').Picture} */ picture) => ink.setPicture(picture);
      (await loadCamera())(document, { ...camera(), take });
    } catch (error) {
      tell(words()('tools.camera_failed', { reason: inWords(error, words()) }));
    }
  });
}

/** @param {Document} document @param {Given} given */
export function wireTools(document, given) {
  const { ink, words, say } = given;
  const place = (/** @type {string} */ id) => placeOf(document, id);
  const [undo, redo, clear] = ['undo', 'redo', 'clear'].map(place);
  const tell = (/** @type {string} */ text) => {
    place('notice').textContent = text;
    place('notice').hidden = !text;
    if (text) say(text);
  };
  const examples = createExamples(document, given, () => tell(''));
  const begin = () => { examples.stop(); tell(''); };

  for (const [button, action] of /** @type {const} */ ([[undo, 'undo'], [redo, 'redo'], [clear, 'clear']])) {
    button.addEventListener('click', () => { begin(); ink[action](); });
  }
  wireKeys(document, ink);
  drawWithKeys(/** @type {any} */ (place('ink')), ink, { t: (key, values) => words()(key, values), say });
  place('ink').addEventListener('pointerdown', begin, { capture: true });
  wirePictures({
    document,
    input: /** @type {any} */ (place('file')),
    read: async (blob, options) => (await loadPictures())(blob, options),
    onPicture(picture) { begin(); ink.setPicture(picture); },
    onError(error) { tell(inWords(error, words())); },
  });
  place('fine').addEventListener('click', () => {
    const fine = place('fine').getAttribute('aria-pressed') !== 'true';
    place('fine').setAttribute('aria-pressed', String(fine));
    ink.setPen(fine ? FINE_PEN : PEN);
  });
  place('picture').addEventListener('click', () => place('file').click());
  for (const [button, panel] of [['example', 'examples'], ['share', 'sharing']]) {
    place(panel).addEventListener('toggle', (event) => {
      if (/** @type {ToggleEvent} */ (event).newState === 'open') placeNear(place(panel), place(button));
    });
  }
  wireSharing(document, given, tell);
  wireCamera(document, given, begin, tell);

  return {
    /** The buttons as the drawing allows them. */
    show() {
      undo.disabled = !ink.canUndo();
      redo.disabled = !ink.canRedo();
      clear.disabled = ink.isEmpty();
      place('savePicture').disabled = ink.isEmpty();
      place('sendPicture').disabled = ink.isEmpty();
    },
    showExamples: examples.show,
    /** Nothing can be read, so nothing need be drawn. */
    disable() { for (const name of ['fine', 'example', 'picture', 'camera']) place(name).disabled = true; },
    drawExample: examples.drawAny,
    tell,
  };
}
