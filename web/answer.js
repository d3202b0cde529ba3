/** Shows what the network answers: the digit, how sure it is, ten confidences, and what it saw. */

const DIGITS = [...Array(10).keys()];
const percent = (confidence) => Math.round(100 * confidence);

/** The digits from the likeliest to the least likely. */
export function ranked(confidences) {
  return [...DIGITS].sort((a, b) => confidences[b] - confidences[a]);
}

/** How sure the network is, in words: "97% sure", and the second choice where it is a near one; or that it is not. */
export function sureness(confidences, isSure = true) {
  const [first, second] = ranked(confidences);
  if (!isSure) return percent(confidences[first]) >= 25 ? `Not sure. A ${first}?` : 'Not sure. Is it a digit?';
  const sure = confidences[first] > 0.99 ? 'over 99% sure' : `${percent(confidences[first])}% sure`;
  return percent(confidences[second]) >= 15 ? `${sure}, or a ${second}?` : sure;
}

/** One confidence: a bar over its digit. */
function createBar(document, digit) {
  const item = document.createElement('li');
  const meter = document.createElement('div');
  const fill = document.createElement('span');
  const label = document.createElement('span');
  const attributes = {
    role: 'meter', 'data-digit': digit, 'aria-label': `Confidence in ${digit}`, 'aria-valuemin': 0, 'aria-valuemax': 100,
  };
  for (const [name, value] of Object.entries(attributes)) meter.setAttribute(name, String(value));
  item.className = 'bar';
  meter.className = 'track';
  fill.className = 'fill';
  label.className = 'label';
  label.setAttribute('aria-hidden', 'true');
  label.textContent = String(digit);
  meter.append(fill);
  item.append(meter, label);
  return {
    item,
    set(confidence, best) {
      meter.setAttribute('aria-valuenow', String(percent(confidence)));
      meter.setAttribute('aria-valuetext', `${percent(confidence)} percent`);
      fill.style.transform = `scaleY(${confidence.toFixed(4)})`;
      item.classList.toggle('best', best);
    },
  };
}

/** Paints 28 × 28 numbers from 0 to 1, white on black, on a canvas; or nothing, where there is no digit. */
function paint(canvas, digit) {
  const context = canvas.getContext('2d');
  const image = context.createImageData(28, 28);
  digit?.forEach((grey, i) => {
    image.data.fill(Math.round(255 * grey), 4 * i, 4 * i + 3);
    image.data[4 * i + 3] = 255;
  });
  context.putImageData(image, 0, 0);
}

/**
 * Fills the page's answer.
 *
 * @param {object} places `answer`, `sure`, `spoken` (elements that take text), `bars` (a list), `seen` (a 28 × 28
 *     canvas).
 * @returns `show({confidences, digit, sure})`, `clear()` and `speak()`, which says the present answer to a screen reader.
 */
export function createAnswer({ answer, sure, spoken, bars, seen }) {
  const meters = DIGITS.map((digit) => createBar(bars.ownerDocument, digit));
  const blank = { answer: answer.textContent, sure: sure.textContent };
  bars.replaceChildren(...meters.map(({ item }) => item));

  let said = '';
  const clear = () => {
    answer.textContent = blank.answer;
    sure.textContent = blank.sure;
    spoken.textContent = '';
    meters.forEach((meter) => meter.set(0, false));
    paint(seen, null);
  };
  const show = ({ confidences, digit, sure: isSure = true }) => {
    const [best] = ranked(confidences);
    answer.textContent = isSure ? String(best) : '?';
    sure.textContent = sureness(confidences, isSure);
    said = isSure ? `It reads ${best}, ${sure.textContent}.` : sure.textContent;
    meters.forEach((meter, i) => meter.set(confidences[i], isSure && i === best));
    paint(seen, digit);
  };
  const speak = () => { spoken.textContent = said; };
  clear();
  return { show, clear, speak };
}
