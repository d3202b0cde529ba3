/** The page: ink, reader and answer wired together. `document` and the way to load a reader are handed in. */
import { createAnswer } from './answer.js';
import { createInk } from './ink.js';

/** How long a drawing must rest before a screen reader is told what it says, in milliseconds. */
const SETTLED = 700;

/** Returns a function that asks for `work` at the next frame, once a frame however often it is called. */
export function onceAFrame(requestFrame, work) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestFrame(() => {
      asked = false;
      work();
    });
  };
}

/** Puts Undo and Clear on their buttons and keys. */
function wireTools(document, ink) {
  const [undo, clear] = ['undo', 'clear'].map((id) => document.getElementById(id));
  undo.addEventListener('click', ink.undo);
  clear.addEventListener('click', ink.clear);
  document.addEventListener('keydown', (event) => {
    const command = event.ctrlKey || event.metaKey;
    if (command && !event.shiftKey && event.key.toLowerCase() === 'z') ink.undo();
    else if (!command && ['Escape', 'Delete'].includes(event.key)) ink.clear();
    else return;
    event.preventDefault();
  });
  return () => {
    undo.disabled = !ink.canUndo();
    clear.disabled = ink.isEmpty();
  };
}

/** Says that the network could not be loaded, why, and what to do. */
function showFailure(document, error) {
  document.documentElement.dataset.state = 'failed';
  document.getElementById('failure').hidden = false;
  document.getElementById('reason').textContent = error?.message ?? String(error);
}

/**
 * Starts the page.
 *
 * @param {Document} document The page's own.
 * @param {() => Promise<{read: Function}>} load Loads the reader.
 */
export async function startPage(document, load) {
  const root = document.documentElement;
  const view = document.defaultView;
  const place = (id) => document.getElementById(id);
  const answer = createAnswer({
    answer: place('answer'), sure: place('sure'), spoken: place('spoken'), bars: place('bars'), seen: place('seen'),
  });
  let reader = null;
  let drawing = false;
  let settling;

  const read = () => {
    view.clearTimeout(settling);
    root.dataset.state = ink.isEmpty() ? 'empty' : 'drawn';
    if (ink.isEmpty() || reader === null) return answer.clear();
    answer.show(reader.read(ink.pixels()));
    if (!drawing) settling = view.setTimeout(answer.speak, SETTLED);
  };
  const readSoon = onceAFrame((work) => view.requestAnimationFrame(work), () => {
    try {
      if (root.dataset.state !== 'failed') read();
    } catch (error) {
      showFailure(document, error);
    }
  });
  const ink = createInk(place('ink'), {
    onChange(change) {
      ({ drawing } = change);
      showTools();
      readSoon();
    },
  });
  const showTools = wireTools(document, ink);
  showTools();

  try {
    reader = await load();
    read();
    root.dataset.ready = 'true';
  } catch (error) {
    showFailure(document, error);
  }
}
