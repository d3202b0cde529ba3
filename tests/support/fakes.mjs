/** Just enough of a browser for the page's modules to run in Node: elements, events and a canvas that notes its calls. */

/** A 2D context that notes what is asked of it, in `calls`, and gives back pictures from `colors`. */
export function fakeContext() {
  const calls = [];
  const note = (name) => (...values) => { calls.push([name, ...values]); };
  const names = ['arc', 'beginPath', 'clearRect', 'clip', 'drawImage', 'fill', 'fillRect', 'lineTo', 'moveTo',
    'putImageData', 'quadraticCurveTo', 'rect', 'restore', 'save', 'setTransform', 'stroke'];
  return {
    calls,
    ...Object.fromEntries(names.map((name) => [name, note(name)])),
    createImageData: (width, height) => ({ width, height, data: new Uint8ClampedArray(4 * width * height) }),
    getImageData: (x, y, width, height) => ({ data: new Uint8ClampedArray(4 * width * height).fill(255) }),
  };
}

/** A path that notes what it is made of, in `calls`. */
export class FakePath {
  calls = [];
  moveTo(...values) { this.calls.push(['moveTo', ...values]); }
  arc(...values) { this.calls.push(['arc', ...values]); }
  closePath() {}
}

/** An element with attributes, children, a class list, and events that a test can send. */
export class FakeElement {
  constructor(ownerDocument, side = 140) {
    Object.assign(this, { ownerDocument, style: {}, children: [], textContent: '', classes: new Set(), side });
    Object.assign(this, { attributes: {}, listeners: {}, clientWidth: side, context: fakeContext() });
    this.classList = { toggle: (name, on) => (on ? this.classes.add(name) : this.classes.delete(name)) };
  }
  append(...children) { this.children.push(...children); }
  replaceChildren(...children) { this.children = children; }
  setAttribute(name, value) { this.attributes[name] = value; }
  addEventListener(type, listener) { this.listeners[type] = listener; }
  removeEventListener(type) { delete this.listeners[type]; }
  getBoundingClientRect() { return { left: 10, top: 20, width: this.side, height: this.side }; }
  getContext() { return this.context; }
  setPointerCapture(id) { this.captured = id; }
  send(type, event = {}) {
    this.listeners[type]?.({ pointerId: 1, pointerType: 'mouse', button: 0, timeStamp: 0, preventDefault() {}, ...event });
  }
}

/** A document that makes fake elements and remembers them. */
export function fakeDocument() {
  const made = [];
  const document = {
    made,
    createElement() {
      made.push(new FakeElement(document));
      return made.at(-1);
    },
    defaultView: { devicePixelRatio: 2, getComputedStyle: () => ({ color: 'navy' }), Path2D: FakePath },
  };
  return document;
}
