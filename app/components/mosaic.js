/**
 * A class's digits, a row for each of the ten, from one picture that holds them all. A press on one chooses it; arrows move.
 *
 * @typedef {{id: number, row: number, column: number, rejected: boolean, name: string}} Cell A digit, and its place in the picture.
 * @typedef {{rows: Cell[][], side: number, columns: number, sprite: string, onlyFilled: boolean}} Data
 * @typedef {(name: string, value: {digit: number}) => void} Send
 * @typedef {{send: Send, sprite: string, url: string}} Mounted `url` is the picture's as it is shown.
 */

/** @type {WeakMap<HTMLElement, Mounted>} */
const mounted = new WeakMap();

/** @param {HTMLElement} cell @param {string} name @param {string} value Written only where it is another: there are many. */
function set(cell, name, value) {
  if (cell.getAttribute(name) !== value) cell.setAttribute(name, value);
}

/** @param {HTMLElement} button @param {Cell} cell @param {number} side */
function show(button, { column, row, rejected, name }, side) {
  set(button, 'class', rejected ? 'rejected' : '');
  set(button, 'aria-label', name);
  set(button, 'title', name);
  const place = `${-column * side}px ${-row * side}px`;
  if (button.style.backgroundPosition !== place) button.style.backgroundPosition = place;
}

/** @param {Document} document @param {number} id */
function createButton(document, id) {
  const button = document.createElement('button');
  button.type = 'button';
  button.dataset.id = String(id);
  return button;
}

/** @param {HTMLElement} root @param {number} label @returns {HTMLElement} */
function rowOf(root, label) {
  const found = root.querySelector(`[data-row="${label}"]`);
  if (found) return /** @type {HTMLElement} */ (found);
  const document = root.ownerDocument;
  const row = document.createElement('div');
  row.dataset.row = String(label);
  row.className = 'row';
  const name = document.createElement('b');
  name.textContent = String(label);
  row.append(name, document.createElement('span'));
  root.append(row);
  return row;
}

/** Adds what is new, and removes what is gone: what stays is left as it is, so that only new digits move. @param {HTMLElement} root @param {Data} data */
function update(root, data) {
  root.style.setProperty('--side', `${data.side}px`);
  root.style.setProperty('--sprite-width', `${data.columns * data.side}px`);
  for (const [label, cells] of data.rows.entries()) {
    const row = rowOf(root, label);
    row.hidden = data.onlyFilled && cells.length === 0;
    const place = /** @type {HTMLElement} */ (row.lastChild);
    const buttons = /** @type {HTMLElement[]} */ ([...place.children]);
    const known = new Map(buttons.map((button) => [button.dataset.id, button]));
    const wanted = cells.map((cell) => {
      const button = known.get(String(cell.id)) ?? createButton(root.ownerDocument, cell.id);
      show(button, cell, data.side);
      return button;
    });
    const staying = new Set(wanted);
    for (const button of buttons) if (!staying.has(button)) button.remove();
    for (const [i, button] of wanted.entries()) if (place.children[i] !== button) place.insertBefore(button, place.children[i] ?? null);
  }
}

/**
 * Has the picture decoded, then calls `then`. It is shown by a short address: each digit's style holds it, and hundreds of long
 * ones keep a browser busy for seconds.
 *
 * @param {HTMLElement} root @param {Mounted} place @param {string} sprite A data URL of a PNG. @param {() => void} then
 */
async function showSprite(root, place, sprite, then) {
  place.sprite = sprite;
  const bytes = Uint8Array.from(atob(sprite.slice(sprite.indexOf(',') + 1)), (letter) => letter.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: 'image/png' }));
  const image = root.ownerDocument.createElement('img');
  image.src = url;
  await image.decode().catch(() => {}); // what cannot be decoded is shown as nothing
  if (place.sprite !== sprite) {
    URL.revokeObjectURL(url); // a later one has come
    return;
  }
  root.style.setProperty('--sprite', `url(${url})`);
  if (place.url) URL.revokeObjectURL(place.url);
  place.url = url;
  then();
}

/** @param {HTMLElement} root @returns {Mounted} */
function mount(root) {
  /** @type {Mounted} */
  const place = { send: () => {}, sprite: '', url: '' };
  mounted.set(root, place);
  root.addEventListener('click', ({ target }) => {
    const cell = /** @type {HTMLElement} */ (target).closest('button');
    if (cell) place.send('chosen', { digit: Number(cell.dataset.id) });
  });
  return place;
}

/** @param {{parentElement: HTMLElement, data: Data, setTriggerValue: Send}} given */
export default function ({ parentElement, data, setTriggerValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector('.mosaic'));
  const place = mounted.get(root) ?? mount(root);
  place.send = setTriggerValue;
  // Digits take their places when their picture is there.
  if (place.sprite === data.sprite) update(root, data);
  else showSprite(root, place, data.sprite, () => update(root, data));
}
