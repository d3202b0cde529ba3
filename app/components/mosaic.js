/**
 * A class's digits, a row for each of the ten, from one picture that holds them all. A press on one chooses it; arrows move.
 */
const mounted = new WeakMap();

function cellOf(document, { id, column, row, rejected, name }, data) {
  const cell = document.createElement('button');
  cell.type = 'button';
  cell.dataset.id = id;
  cell.className = rejected ? 'rejected' : '';
  cell.setAttribute('aria-label', name);
  cell.title = name;
  cell.style.backgroundPosition = `${-column * data.side}px ${-row * data.side}px`;
  return cell;
}

/** Adds what is new, and removes what is gone: what stays is left as it is, so that only new digits move. */
function update(root, data) {
  const { document } = root.ownerDocument.defaultView;
  root.style.setProperty('--sprite', `url(${data.sprite})`);
  root.style.setProperty('--side', `${data.side}px`);
  root.style.setProperty('--sprite-width', `${data.columns * data.side}px`);
  for (const [label, cells] of data.rows.entries()) {
    let row = root.querySelector(`[data-row="${label}"]`);
    if (!row) {
      row = document.createElement('div');
      row.dataset.row = label;
      row.className = 'row';
      row.innerHTML = '<b></b><span></span>';
      row.firstChild.textContent = label;
      root.append(row);
    }
    const place = row.lastChild;
    row.hidden = data.onlyFilled && cells.length === 0;
    const known = new Map([...place.children].map((cell) => [cell.dataset.id, cell]));
    const wanted = cells.map((cell) => {
      const made = cellOf(document, cell, data);
      const before = known.get(String(cell.id));
      if (!before) return made;
      for (const name of ['className', 'title']) before[name] = made[name];
      before.setAttribute('aria-label', cell.name);
      before.style.backgroundPosition = made.style.backgroundPosition;
      return before;
    });
    if (wanted.length !== place.children.length || wanted.some((cell, i) => cell !== place.children[i])) place.replaceChildren(...wanted);
  }
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector('.mosaic');
  if (!mounted.has(root)) {
    const place = { send: () => {} };
    mounted.set(root, place);
    root.addEventListener('click', (event) => {
      const cell = event.target.closest('button');
      if (cell) place.send('chosen', { digit: Number(cell.dataset.id) });
    });
  }
  mounted.get(root).send = setTriggerValue;
  update(root, data);
}
