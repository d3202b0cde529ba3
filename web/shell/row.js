/** Several digits in one drawing: the number in place of the answer, a button for each digit, and the one that is pointed at. */
import { ranked, sureness } from './answer.js';
import { SIZE } from '../drawing/drawing.js';
import { createRowReader } from './row_reader.js';

/**
 * @typedef {import('../types.js').Network} Network
 * @typedef {import('../types.js').Picture} Picture
 * @typedef {import('../types.js').Reading} Reading
 * @typedef {import('../types.js').Translate} Translate
 * @typedef {import('../network/reader.js').Reader} Reader
 * @typedef {import('./row_reader.js').ReadDigit} ReadDigit
 *
 * @typedef {object} Given
 * @property {Reader} reader
 * @property {boolean} quick Whether it reads many times a frame; else a row is read when the pen is lifted.
 * @property {() => Translate} words
 * @property {() => import('../types.js').Point | null} tip Where the pen was last.
 * @property {() => void} pointed Called when another digit is pointed at.
 */

/** How far a place lies outside a digit's box, squared. @param {ReadDigit} digit @param {ArrayLike<number>} place */
function distance({ x, y, width, height }, { 0: px, 1: py }) {
  const across = Math.max(x - px, 0, px - x - width);
  const down = Math.max(y - py, 0, py - y - height);
  return across * across + down * down;
}

/** A digit with its box in the paper's units. @param {ReadDigit} digit @param {number} scale @returns {ReadDigit} */
function onPaper(digit, scale) {
  const [x, y, width, height] = [digit.x, digit.y, digit.width, digit.height].map((length) => scale * length);
  return { ...digit, x, y, width, height };
}

/** The digit nearest to a place. @param {ReadDigit[]} digits @param {ArrayLike<number>} place */
export function nearest(digits, place) {
  const distances = digits.map((digit) => distance(digit, place));
  return distances.indexOf(Math.min(...distances));
}

/** What each digit is read as: ? where that is not sure. @param {ReadDigit[]} digits @param {string[]} labels */
function lettersOf(digits, labels) {
  return digits.map(({ reading }) => (reading.sure ? labels[ranked(reading.confidences)[0]] : '?'));
}

/** The number, its lines parted by spaces. @param {ReadDigit[]} digits @param {string[]} labels */
export function numberOf(digits, labels) {
  return lettersOf(digits, labels).map((letter, n) => (n > 0 && digits[n].line !== digits[n - 1].line ? ` ${letter}` : letter)).join('');
}

/**
 * The number as buttons, kept from one drawing to the next, so that one with the focus keeps it.
 *
 * @param {HTMLElement} answer @param {(index: number) => void} point
 */
function createButtons(answer, point) {
  const document = answer.ownerDocument;
  /** @type {HTMLButtonElement[]} */
  let buttons = [];
  const create = (/** @type {number} */ index) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'digit';
    button.addEventListener('click', () => point(index));
    return button;
  };
  return {
    /** @param {ReadDigit[]} digits @param {number} at @param {string[]} labels @param {Translate} t */
    show(digits, at, labels, t) {
      const kept = buttons.filter((button) => button.isConnected);
      const last = kept.length;
      buttons = digits.map((_, n) => kept[n] ?? create(n));
      lettersOf(digits, labels).forEach((label, n) => {
        const { confidences, sure } = digits[n].reading;
        const [place, count, words] = [n + 1, digits.length, sureness(confidences, sure, labels, t)];
        const [button, confidence] = [buttons[n], Math.max(...confidences)];
        if (button.textContent !== label) button.textContent = label;
        button.setAttribute('aria-label', t(sure ? 'row.digit' : 'row.unsure', { label, place, count, sure: words }));
        button.setAttribute('aria-pressed', String(n === at));
        button.dataset.percent = String(Math.round(100 * confidence));
        button.style.setProperty('--sure', confidence.toFixed(3));
      });
      const lines = digits.map(({ line }) => line).join();
      if (buttons.length !== last || answer.dataset.lines !== lines) {
        answer.replaceChildren(...buttons.flatMap((button, n) => (n > 0 && digits[n].line !== digits[n - 1].line ? [' ', button] : [button])));
      }
      answer.dataset.lines = lines;
      answer.classList.toggle('number', true);
      answer.classList.toggle('long', false);
      answer.setAttribute('role', 'group');
      answer.setAttribute('aria-label', t('row.digits'));
      // A gap between two lines is half as wide as a digit.
      answer.style.setProperty('--count', String(digits.length + new Set(digits.map(({ line }) => line)).size / 2));
    },
    /** Gives the place back to one digit's answer. */
    hide() {
      if (!answer.classList.contains('number')) return;
      answer.classList.toggle('number', false);
      for (const name of ['role', 'aria-label', 'data-lines']) answer.removeAttribute(name);
      buttons = [];
    },
  };
}

/** Frames round the digits on the paper. @param {HTMLElement} paper */
function createFrames(paper) {
  const place = paper.ownerDocument.createElement('div');
  place.className = 'frames';
  place.setAttribute('aria-hidden', 'true');
  paper.append(place);
  /** @param {number} units */
  const share = (units) => `${(100 * units) / SIZE}%`;
  return {
    /** @param {ReadDigit[]} digits @param {number} at */
    show(digits, at) {
      while (place.children.length > digits.length) place.lastElementChild?.remove();
      while (place.children.length < digits.length) place.append(paper.ownerDocument.createElement('span'));
      digits.forEach(({ x, y, width, height }, n) => {
        const frame = /** @type {HTMLElement} */ (place.children[n]);
        frame.classList.toggle('at', n === at);
        Object.assign(frame.style, { left: share(x), top: share(y), width: share(width), height: share(height) });
      });
    },
  };
}

/**
 * @param {{answer: HTMLElement, sure: HTMLElement, paper: HTMLElement}} places
 * @param {Given} given
 */
export function createRow({ answer, sure, paper }, { reader, quick, words, tip, pointed }) {
  const readRow = createRowReader(reader);
  const { labels } = reader;
  /** @type {ReadDigit[]} */
  let digits = [];
  /** Those of a drawing that was at rest: what a tap may point at. @type {ReadDigit[]} */
  let settled = [];
  /** The middle of the digit that was pointed at; null: the one drawn last. @type {[number, number] | null} */
  let chosen = null;
  const point = (/** @type {ReadDigit | undefined} */ digit) => {
    if (!digit) return;
    chosen = [digit.x + digit.width / 2, digit.y + digit.height / 2];
    pointed();
  };
  const buttons = createButtons(answer, (index) => point(digits[index]));
  const frames = createFrames(paper);
  const at = () => {
    const place = chosen ?? tip();
    return place ? nearest(digits, place) : 0;
  };
  return {
    /**
     * Reads a drawing, and returns what is read in the digit that is pointed at; null where there is one digit or none.
     *
     * @param {Picture | null} picture The paper, at any resolution. Null: nothing is drawn.
     * @param {Network | null} trained
     * @param {{drawing: boolean, strokes: number, row: boolean}} state A picture counts as a stroke; while the first is drawn, a
     *     drawing is one digit. On a picture of a row there are surely several.
     * @returns {Reading | null}
     */
    read(picture, trained, { drawing, strokes, row }) {
      if (drawing) chosen = null;
      if (!picture || (drawing && strokes === 1)) digits = [];
      else if (quick || !drawing) digits = readRow(picture, trained, row).map((digit) => onPaper(digit, SIZE / picture.width));
      if (!drawing) settled = digits;
      return digits.length > 1 ? digits[at()].reading : null;
    },
    /** Shows the number, after the answer has shown the digit that is pointed at. */
    show() {
      frames.show(digits.length > 1 ? digits : [], at());
      if (digits.length < 2) {
        buttons.hide();
        return;
      }
      const { confidences, sure: isSure } = digits[at()].reading;
      const t = words();
      buttons.show(digits, at(), labels, t);
      sure.textContent = t('row.pointed', { place: at() + 1, count: digits.length, sure: sureness(confidences, isSure, labels, t) });
    },
    /** The number, and each of its digits; null where there is one digit or none. @returns {import('./share.js').SharedNumber | null} */
    number() {
      if (digits.length < 2) return null;
      const letters = lettersOf(digits, labels);
      return {
        text: numberOf(digits, labels),
        digits: digits.map(({ reading }, n) => ({ label: letters[n], confidence: Math.max(...reading.confidences) })),
      };
    },
    /** The number as a sentence. */
    spoken() {
      const unsure = digits.filter(({ reading }) => !reading.sure).length;
      return words()(unsure > 0 ? 'row.said_unsure' : 'row.said', { number: numberOf(digits, labels), count: digits.length, unsure });
    },
    /** Points at the digit under a tap on the paper; whether there is one. @param {[number, number]} place */
    tap(place) {
      const digit = settled.length > 1 ? settled.find((each) => distance(each, place) === 0) : undefined;
      point(digit);
      return digit !== undefined;
    },
  };
}

/** @typedef {ReturnType<typeof createRow>} Row */
