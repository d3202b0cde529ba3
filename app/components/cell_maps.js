/**
 * Arrays as maps of coloured cells, looked at together: pointing at a cell of one marks the same cell of all and says what
 * it holds. With the keyboard: Tab to the maps, arrows to move, Enter to choose.
 *
 * A negative cell is orange, a positive one blue, the fuller the larger; ink is white on black, as a network gets it.
 */

const mounted = new WeakMap();

function numbers(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

/** 0.973, −12.4, −3.1e-4: as many digits as say something. */
function plain(value) {
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(1) : String(Number(value.toPrecision(3)));
  return text.replaceAll('-', '−');
}

/** A colour of six hexadecimal digits, as CSS wants its parts. */
const parts = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)).join(' ');

function colourOf(map, value) {
  const share = Math.min(1, Math.abs(value) / map.most);
  if (map.kind === 'ink') return `rgb(${Array(3).fill(Math.round(255 * Math.max(0, value / map.most))).join(' ')})`;
  if (share < 0.004) return map.gap ? 'rgb(128 128 128 / 16%)' : 'transparent';
  return `rgb(${parts(value < 0 ? map.negative : map.positive)} / ${share})`;
}

function strikeOut(context, [x, y], side) {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + side, y + side);
  context.moveTo(x + side, y);
  context.lineTo(x, y + side);
  context.stroke();
}

/** Draws a map on a canvas of its own, as sharp as the screen is, and returns it with its measures. */
function paint({ canvas, map }) {
  const view = canvas.ownerDocument.defaultView;
  const cell = Math.max(1, Math.round((canvas.clientWidth * view.devicePixelRatio) / map.columns));
  const gap = map.gap ? Math.max(1, Math.round(cell / 9)) : 0;
  const picture = canvas.ownerDocument.createElement('canvas');
  [picture.width, picture.height] = [cell * map.columns, cell * Math.ceil(map.values.length / map.columns)];
  const context = picture.getContext('2d');
  const at = (index) => [cell * (index % map.columns), cell * Math.floor(index / map.columns)];
  map.values.forEach((value, index) => {
    if (map.under) {
      context.fillStyle = `rgb(128 128 128 / ${0.45 * map.under[index]})`;
      context.fillRect(...at(index), cell, cell);
    }
    context.fillStyle = colourOf(map, value);
    context.fillRect(...at(index), cell - gap, cell - gap);
  });
  context.strokeStyle = view.getComputedStyle(canvas).color;
  context.lineWidth = Math.max(1, cell / 8);
  for (const index of map.struck) strikeOut(context, at(index), cell - gap);
  return { picture, at, side: cell - gap };
}

/** Shows a map, with the marked cell framed. */
function render({ canvas, map, painted: { picture, at, side } }, marked) {
  const view = canvas.ownerDocument.defaultView;
  [canvas.width, canvas.height] = [picture.width, picture.height];
  const context = canvas.getContext('2d');
  context.drawImage(picture, 0, 0);
  if (marked === null || marked >= map.values.length) return;
  const wide = 2 * view.devicePixelRatio;
  context.lineWidth = wide;
  context.strokeStyle = map.kind === 'ink' ? map.negative : view.getComputedStyle(canvas).color;
  context.strokeRect(...at(marked).map((edge) => edge - wide / 2), side + wide, side + wide);
}

/** What is said of a cell: `{row}`, `{column}`, `{cell}`, and `{0}`, `{1}`, … for what each map of the group holds there. */
function sentence(place, group, index) {
  const { columns, first } = group[0].map;
  const known = { row: Math.floor(index / columns) + 1, column: (index % columns) + 1, cell: index + first };
  group.forEach(({ map }, n) => { known[n] = plain(map.values[index]); });
  return place.say[group[0].map.group].replace(/\{(\w+)\}/g, (whole, name) => known[name] ?? whole);
}

function mark(place, entry, index) {
  place.marked = entry === null ? null : { group: entry.map.group, index };
  for (const each of place.entries) render(each, place.marked?.group === each.map.group ? place.marked.index : null);
  const group = entry === null ? [] : place.entries.filter(({ map }) => map.group === entry.map.group);
  place.output.textContent = entry === null ? place.say.first : sentence(place, group, index);
}

function cellAt(event, { canvas, map }) {
  const box = canvas.getBoundingClientRect();
  const column = Math.floor(((event.clientX - box.left) / box.width) * map.columns);
  const row = Math.floor(((event.clientY - box.top) / box.height) * Math.ceil(map.values.length / map.columns));
  const index = row * map.columns + column;
  return column >= 0 && column < map.columns && index >= 0 && index < map.values.length ? index : null;
}

function moved(key, index, { columns, values }) {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[key];
  if (step === undefined) return null;
  return index + step >= 0 && index + step < values.length ? index + step : index;
}

function listen(place, entry) {
  const { canvas } = entry;
  const choose = (index) => place.choose({ map: entry.map.name, cell: index, time: Date.now() });
  const strongest = () => {
    let best = 0;
    entry.map.values.forEach((value, index) => { if (Math.abs(value) > Math.abs(entry.map.values[best])) best = index; });
    return best;
  };
  const own = () => (place.marked?.group === entry.map.group ? place.marked.index : null);
  canvas.onpointermove = (event) => mark(place, cellAt(event, entry) === null ? null : entry, cellAt(event, entry));
  canvas.onpointerdown = canvas.onpointermove;
  canvas.onpointerleave = (event) => { if (event.pointerType === 'mouse') mark(place, null); };
  canvas.onfocus = () => { if (own() === null) mark(place, entry, strongest()); };
  canvas.onclick = (event) => { if (entry.map.choosable && cellAt(event, entry) !== null) choose(cellAt(event, entry)); };
  canvas.onkeydown = (event) => {
    const next = moved(event.key, own() ?? strongest(), entry.map);
    if (next !== null) mark(place, entry, next);
    else if (event.key === 'Enter' && entry.map.choosable && own() !== null) choose(own());
    else return;
    event.preventDefault();
  };
}

function build(document, map) {
  const figure = document.createElement('figure');
  const caption = document.createElement('figcaption');
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { tabIndex: 0, className: map.choosable ? 'choosable' : '' });
  canvas.setAttribute('role', 'img');
  figure.append(caption, canvas);
  return { figure, caption, canvas };
}

function show(place, root, data) {
  const maps = data.maps.map((map) => ({
    ...map, ...data.colours, values: numbers(map.values), under: map.under ? numbers(map.under) : null,
  }));
  const names = maps.map(({ name }) => name).join();
  if (names !== place.names) {
    place.names = names;
    place.entries = maps.map((map) => ({ ...build(root.ownerDocument, map) }));
    root.querySelector('.maps').replaceChildren(...place.entries.map(({ figure }) => figure));
  }
  place.say = data.say;
  place.marked = null;
  place.entries.forEach((entry, n) => {
    entry.map = maps[n];
    entry.caption.textContent = maps[n].title;
    entry.canvas.setAttribute('aria-label', `${maps[n].title}. ${data.say.first}`);
    entry.figure.style.width = `${Math.max(maps[n].width, maps[n].gap ? 240 : 140)}px`;
    entry.canvas.style.width = `${maps[n].width}px`;
    entry.canvas.style.aspectRatio = `${maps[n].columns} / ${Math.ceil(maps[n].values.length / maps[n].columns)}`;
    listen(place, entry);
  });
  repaint(place);
}

function repaint(place) {
  for (const entry of place.entries) entry.painted = paint(entry);
  mark(place, null);
}

// Streamlit calls the default export when the component appears, and again whenever its data or the theme changes.
export default function ({ parentElement, data, setTriggerValue }) {
  const output = parentElement.querySelector('output');
  if (!mounted.has(output)) {
    const place = { output, names: '', entries: [], marked: null };
    const width = () => output.clientWidth;
    place.observer = new ResizeObserver(() => {
      if (width() === place.width) return;
      place.width = width();
      repaint(place);
    });
    mounted.set(output, place);
    place.observer.observe(output);
  }
  const place = mounted.get(output);
  place.width = output.clientWidth;
  place.choose = (chosen) => setTriggerValue('chosen', chosen);
  show(place, parentElement, data);
  return () => {
    place.observer.disconnect();
    mounted.delete(output);
  };
}
