/** Step 2, goodness of a function: the loss of the drawn digit, and the total loss over digits from MNIST. */
import { paintDigit } from '../answer.js';
import { inWords } from '../language.js';
import { forward } from '../network/forward.js';
import { lossOf } from '../network/learning.js';
import { list, make } from './parts.js';

/**
 * @typedef {import('../types.js').Context} Context
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Reading} Reading
 * @typedef {import('../types.js').Network} Network
 *
 * @typedef {{loss: number, index: number, label: number, best: number}} Judged One digit of the sample.
 */

const CURVE_END = 5; // of the curve of −ln y: beyond it the loss is off the paper
const BINS = [0.1, 0.3, 1, 3, Infinity]; // of the losses in the sample
const WORST = 6;
const AT_ONCE = 20; // digits between two frames

/**
 * Judges a function on digits: the loss of each, ordered from the worst.
 *
 * @param {Network} network
 * @param {{images: Uint8Array, labels: Uint8Array}} digits
 * @param {number} from
 * @param {number} to
 * @returns {Judged[]}
 */
export function judge(network, { images, labels }, from, to) {
  const size = network.side ** 2;
  return Array.from({ length: to - from }, (_, i) => {
    const index = from + i;
    const digit = Float32Array.from(images.subarray(index * size, (index + 1) * size), (grey) => grey / 255);
    const pass = forward(network, digit);
    const confidences = pass.a[pass.a.length - 1];
    return { loss: lossOf(pass, labels[index]), index, label: labels[index], best: confidences.indexOf(Math.max(...confidences)) };
  });
}

/** @param {number} loss */
const short = (loss) => (loss >= 100 ? loss.toFixed(0) : loss >= 10 ? loss.toFixed(1) : loss.toFixed(2));

/**
 * One function at work on the drawn digit: y against ŷ, and its loss.
 *
 * @param {Context} context
 * @param {string} name
 * @param {string[]} labels
 */
function createJudgement({ document, t }, name, labels) {
  const rows = labels.map((label) => {
    const fill = make(document, 'i');
    const y = make(document, 'td');
    const target = make(document, 'td');
    const row = make(document, 'tr', {}, make(document, 'th', { scope: 'row', text: label }), target, y, make(document, 'td', { class: 'bar-cell', 'aria-hidden': true }, fill));
    return { row, fill, y, target };
  });
  const loss = make(document, 'p', { class: 'formula' });
  const root = make(
    document, 'div', { class: 'card' },
    make(document, 'h3', { text: name }),
    make(
      document, 'table', { class: 'targets' },
      make(document, 'thead', {}, make(document, 'tr', {}, ...['class', 'target', 'output'].map((each) => make(document, 'th', { scope: 'col', text: t(`goodness.${each}`) })), make(document, 'td'))),
      make(document, 'tbody', {}, ...rows.map(({ row }) => row)),
    ),
    loss,
  );
  return {
    root,
    /** @param {import('../types.js').Pass | null} pass @param {number | null} meant */
    show(pass, meant) {
      const confidences = pass?.a.at(-1);
      rows.forEach(({ row, fill, y, target }, i) => {
        const confidence = confidences?.[i] ?? 0;
        row.classList.toggle('meant', i === meant);
        target.textContent = meant === null ? '' : i === meant ? '1' : '0';
        y.textContent = confidences ? confidence.toFixed(3) : '';
        fill.style.transform = `scaleX(${confidence.toFixed(3)})`;
      });
      loss.textContent = pass && meant !== null && confidences
        ? `l = −ln y = −ln ${confidences[meant].toPrecision(2)} = ${short(lossOf(pass, meant))}`
        : t('goodness.no_loss');
    },
    /** @param {import('../types.js').Pass | null} pass @param {number | null} meant @returns {number | null} y of what is meant. */
    of: (pass, meant) => (pass && meant !== null ? pass.a.at(-1)?.[meant] ?? null : null),
  };
}

/** The curve of −ln y, with a dot for each function. @param {Context} context @param {string[]} names */
function createCurve({ document, t }, names) {
  const SVG = 'http://www.w3.org/2000/svg';
  const part = (/** @type {string} */ tag, /** @type {Record<string, string | number>} */ attributes, text = '') => {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
    element.textContent = text;
    return element;
  };
  const [width, height, left, bottom] = [260, 180, 30, 26];
  const x = (/** @type {number} */ y) => left + y * (width - left - 8);
  const up = (/** @type {number} */ loss) => height - bottom - (Math.min(loss, CURVE_END) / CURVE_END) * (height - bottom - 10);
  const points = Array.from({ length: 120 }, (_, i) => (i + 1) / 120);
  const svg = part('svg', { viewBox: `0 0 ${width} ${height}`, class: 'chart', role: 'img', 'aria-label': t('goodness.curve') });
  const axes = part('g', { class: 'axes' });
  axes.append(
    part('line', { x1: x(0), x2: x(1), y1: up(0), y2: up(0) }),
    part('line', { x1: x(0), x2: x(0), y1: up(0), y2: up(CURVE_END) }),
    part('text', { x: x(0), y: height - 8, 'text-anchor': 'middle' }, '0'),
    part('text', { x: x(1), y: height - 8, 'text-anchor': 'middle' }, '1'),
    part('text', { x: x(0.5), y: height - 8, 'text-anchor': 'middle' }, 'y'),
    part('text', { x: left - 8, y: up(CURVE_END) + 4, 'text-anchor': 'end' }, String(CURVE_END)),
    part('text', { x: left - 8, y: up(0), 'text-anchor': 'end' }, '0'),
    part('text', { x: x(0.2) + 8, y: up(-Math.log(0.2)), 'text-anchor': 'start' }, '−ln y'),
  );
  const curve = part('path', { fill: 'none', d: points.map((y, i) => `${i ? 'L' : 'M'}${x(y)} ${up(-Math.log(y))}`).join('') });
  curve.style.stroke = 'var(--fill)';
  const dots = names.map((_, i) => {
    const dot = part('circle', { r: 6 });
    dot.style.fill = `var(--${['mark', 'against'][i]})`;
    return dot;
  });
  svg.append(axes, curve, ...dots);
  const legend = names.map((name, i) => {
    const entry = make(document, 'span', { text: name });
    entry.style.setProperty('--line', `var(--${['mark', 'against'][i]})`);
    return entry;
  });
  const root = make(document, 'figure', { class: 'charted' }, make(document, 'figcaption', {}, make(document, 'strong', { text: t('goodness.curve') }), ...legend));
  root.append(svg);
  return {
    root,
    /** @param {(number | null)[]} shares y of what is meant, one a function. */
    show(shares) {
      dots.forEach((dot, i) => {
        const y = shares[i];
        dot.setAttribute('visibility', y === null ? 'hidden' : 'visible');
        if (y === null) return;
        dot.setAttribute('cx', String(x(y)));
        dot.setAttribute('cy', String(up(-Math.log(Math.max(y, 1e-12)))));
      });
    },
  };
}

/** What was found over the sample. @param {Context} context @param {string} name @param {string[]} labels */
function createTotal({ document, t }, name, labels) {
  const total = make(document, 'p', { class: 'formula' });
  const words = make(document, 'p');
  const bars = make(document, 'ul', { class: 'histogram' });
  const worst = make(document, 'div', { class: 'worst' });
  const root = make(document, 'div', { class: 'card' }, make(document, 'h3', { text: name }), total, words, bars, make(document, 'p', { class: 'quiet', text: t('goodness.worst') }), worst);
  return {
    root,
    /** @param {Judged[]} judged @param {{images: Uint8Array}} digits */
    show(judged, { images }) {
      const sum = judged.reduce((all, { loss }) => all + loss, 0);
      const right = judged.filter(({ best, label }) => best === label).length;
      total.textContent = `L = Σ lⁿ = ${short(sum)}`;
      words.textContent = t('goodness.total', { mean: short(sum / judged.length), right, count: judged.length });
      let from = 0;
      bars.replaceChildren(...BINS.map((to) => {
        const low = from;
        const count = judged.filter(({ loss }) => loss >= low && loss < to).length;
        const fill = make(document, 'i');
        fill.style.transform = `scaleX(${count / judged.length})`;
        from = to;
        const range = to === Infinity ? t('goodness.over', { from: low }) : t('goodness.between', { from: low, to });
        return make(document, 'li', {}, make(document, 'span', { text: range }), make(document, 'b', {}, fill), make(document, 'span', { text: count }));
      }));
      const size = images.length / Math.max(1, Math.round(images.length / 784));
      worst.replaceChildren(...[...judged].sort((a, b) => b.loss - a.loss).slice(0, WORST).map(({ index, label, best, loss }) => {
        const canvas = make(document, 'canvas', { width: 28, height: 28, role: 'img', 'aria-label': t('goodness.digit', { label: labels[label] }) });
        paintDigit(canvas, Float32Array.from(images.subarray(index * size, (index + 1) * size), (grey) => grey / 255));
        return make(document, 'figure', {}, canvas, make(document, 'figcaption', { text: t('goodness.misread', { label: labels[label], best: labels[best], loss: short(loss) }) }));
      }));
    },
  };
}

/**
 * @param {HTMLElement} root
 * @param {Context} context
 * @returns {View}
 */
export function createGoodness(root, context) {
  const { document, t, store, own, reader } = context;
  const window = /** @type {Window} */ (document.defaultView);
  const { labels } = reader;
  const names = [t('goodness.yours'), ...(reader.network ? [t('goodness.shipped')] : [])];
  const networks = () => [own.state.get('network'), ...(reader.network ? [reader.network] : [])];
  /** @type {Reading | null} */
  let reading = null;
  let gone = false;

  const meant = list(document, t('goodness.meant'), [['', t('goodness.as_read')], ...labels.map((label, i) => /** @type {[string, string]} */ ([String(i), label]))], (value) => {
    store.set({ meant: value === '' ? null : Number(value) });
    judgeDrawing();
  });
  const judgements = names.map((name) => createJudgement(context, name, labels));
  const curve = createCurve(context, names);
  const totals = names.map((name) => createTotal(context, name, labels));
  const results = make(document, 'div', { class: 'columns', hidden: true }, ...totals.map((each) => each.root));
  const state = make(document, 'p', { class: 'quiet', role: 'status' });
  const measure = make(document, 'button', { type: 'button', class: 'first', text: t('goodness.measure'), onclick: () => { judgeSample(); } });
  const invitation = make(document, 'p', { class: 'quiet', text: t('functions.draw') });
  root.append(
    make(document, 'h2', { text: t('goodness.title') }),
    make(document, 'p', { class: 'lead', text: t('goodness.lead') }),
    invitation,
    meant.root,
    make(document, 'div', { class: 'columns' }, ...judgements.map((each) => each.root), make(document, 'div', { class: 'card' }, curve.root, make(document, 'p', { class: 'quiet', text: t('goodness.curve_text') }))),
    make(document, 'h3', { text: t('goodness.many') }),
    make(document, 'p', { class: 'quiet', text: t(own.learns ? 'goodness.many_text' : 'best.other_digits') }),
    make(document, 'p', {}, measure),
    state,
    results,
    make(document, 'p', { class: 'next' }, make(document, 'button', { type: 'button', text: t('goodness.next'), onclick: () => store.set({ view: 'best' }) })),
  );
  measure.hidden = !own.learns;
  meant.show(store.get('meant') === null ? '' : String(store.get('meant')));

  const judgeDrawing = () => {
    invitation.hidden = reading !== null;
    const { digit, confidences } = reading ?? {};
    const chosen = store.get('meant');
    const target = chosen ?? (confidences ? confidences.indexOf(Math.max(...confidences)) : null);
    const passes = networks().map((network) => (digit ? forward(network, digit) : null));
    judgements.forEach((each, i) => each.show(passes[i], target));
    curve.show(judgements.map((each, i) => each.of(passes[i], target)));
  };
  const judgeSample = async () => {
    measure.disabled = true;
    state.textContent = t('goodness.loading');
    try {
      const digits = await own.digits();
      const { training, count } = digits;
      for (const [i, network] of networks().entries()) {
        /** @type {Judged[]} */
        const judged = [];
        for (let at = training; at < count && !gone; at += AT_ONCE) {
          judged.push(...judge(network, digits, at, Math.min(count, at + AT_ONCE)));
          state.textContent = t('goodness.judging', { name: names[i], done: judged.length, of: count - training });
          await new Promise((next) => { window.requestAnimationFrame(next); });
        }
        if (gone) return;
        totals[i].show(judged, digits);
        results.hidden = false;
      }
      state.textContent = '';
    } catch (error) {
      state.textContent = inWords(error, t);
    }
    measure.disabled = false;
  };
  const stop = own.state.on(['network'], judgeDrawing);

  return {
    show(next) {
      reading = next;
      judgeDrawing();
    },
    redraw() {},
    destroy() {
      gone = true;
      stop();
    },
  };
}
