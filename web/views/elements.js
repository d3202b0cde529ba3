/** DOM builders: elements, choices, lists, sliders, small bar charts. */

/** @typedef {Record<string, string | number | boolean | EventListener | undefined>} Attributes */

/**
 * An element with its attributes and children. `text` is its text, `onclick` and the like listen, a value of false or
 * undefined is left out.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Document} document
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(document, tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (name === 'text') element.textContent = String(value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children);
  return element;
}

/**
 * Lets the browser save bytes as a file.
 *
 * @param {Document} document @param {string} name @param {Uint8Array} bytes
 */
export function downloadBytes(document, name, bytes) {
  const url = URL.createObjectURL(new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)]));
  make(document, 'a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000); // the browser reads it after this
}

let made = 0;

/**
 * One of a few: buttons in a row.
 *
 * @template Value
 * @param {Document} document
 * @param {string} label
 * @param {[Value, string][]} options What each stands for, and its text.
 * @param {(value: Value) => void} choose
 */
export function choice(document, label, options, choose) {
  made += 1;
  const name = `choice-${made}`;
  const inputs = options.map(([value]) => make(document, 'input', {
    type: 'radio', name, onchange: () => choose(value),
  }));
  const root = make(
    document, 'fieldset', { class: 'choice' },
    make(document, 'legend', { text: label }),
    make(document, 'div', {}, ...options.map(([, text], i) => make(document, 'label', {}, inputs[i], make(document, 'span', { text })))),
  );
  return {
    root,
    /** @param {Value} value */
    show(value) { options.forEach(([each], i) => { inputs[i].checked = each === value; }); },
  };
}

/**
 * A choice from a list.
 *
 * @param {Document} document
 * @param {string} label
 * @param {[string, string][]} options Value and text.
 * @param {(value: string) => void} choose
 */
export function list(document, label, options, choose) {
  const select = make(
    document, 'select', { onchange: () => choose(select.value) },
    ...options.map(([value, text]) => make(document, 'option', { value, text })),
  );
  const root = make(document, 'label', { class: 'field' }, make(document, 'span', { text: label }), select);
  return { root, show(/** @type {string} */ value) { select.value = value; }, select };
}

/**
 * A slider over some values, with the value beside its name.
 *
 * @template Value
 * @param {Document} document
 * @param {string} label
 * @param {Value[]} values In their order.
 * @param {(value: Value) => string} say
 * @param {(value: Value) => void} choose
 */
export function slider(document, label, values, say, choose) {
  const output = make(document, 'output');
  const input = make(document, 'input', {
    type: 'range',
    min: 0,
    max: values.length - 1,
    step: 1,
    oninput: () => {
      show(values[Number(input.value)]);
      choose(values[Number(input.value)]);
    },
  });
  const show = (/** @type {Value} */ value) => {
    input.value = String(Math.max(0, values.indexOf(value)));
    input.setAttribute('aria-valuetext', say(value));
    output.textContent = say(value);
  };
  const root = make(document, 'label', { class: 'field' }, make(document, 'span', {}, `${label} `, output), input);
  return { root, show, input };
}

/**
 * The confidences as small bars, with the likeliest marked, and what is read above them.
 *
 * @param {Document} document
 * @param {string[]} labels
 * @param {string} title
 * @param {(best: string, confidence: number) => string} say The bars in words.
 */
export function smallBars(document, labels, title, say) {
  const fills = labels.map(() => make(document, 'i'));
  const answer = make(document, 'strong', { text: '?' });
  const bars = make(
    document, 'div', { class: 'small-bars', 'aria-hidden': true },
    ...labels.map((label, i) => make(document, 'span', { title: label }, fills[i], make(document, 'em', { text: label }))),
  );
  const words = make(document, 'span', { class: 'spoken' });
  const root = make(document, 'div', { class: 'answered' }, make(document, 'p', {}, make(document, 'span', { text: title }), answer), bars, words);
  return {
    root,
    /** @param {ArrayLike<number> | null} confidences */
    show(confidences) {
      let best = 0;
      fills.forEach((fill, i) => {
        const confidence = confidences?.[i] ?? 0;
        if (confidences && confidence > confidences[best]) best = i;
        fill.style.transform = `scaleY(${confidence.toFixed(3)})`;
      });
      fills.forEach((fill, i) => fill.classList.toggle('best', Boolean(confidences) && i === best));
      answer.textContent = confidences ? labels[best] : '?';
      words.textContent = confidences ? say(labels[best], confidences[best]) : '';
    },
  };
}
