/**
 * Put into both pages before their own scripts: when they are ready, and how long a pen's move takes to be painted.
 *
 * A move is answered in the first frame in which the page has changed. That frame's time is taken by a message which is
 * sent in a frame callback, and so arrives right after the frame has been painted. Two times are kept for each move: since
 * the browser got it (it waits up to a frame until the page is told) and since the page was told.
 */
(() => {
  const probe = { ready: null, moves: [], inItsFrame: 0 };
  const { port1, port2 } = new MessageChannel();
  let waiting = [];
  let changed = false;
  let frames = 0;
  let asked = false;

  const ask = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => port2.postMessage(null));
  };
  port1.onmessage = () => {
    const now = performance.now();
    asked = false;
    frames += 1;
    if (!changed) return waiting.length > 0 ? ask() : undefined;
    if (frames === 1) probe.inItsFrame += waiting.length;
    for (const { got, at } of waiting) probe.moves.push([now - got, now - at]);
    waiting = [];
    return undefined;
  };
  addEventListener('pointermove', (event) => {
    if (event.buttons !== 1) return;
    if (waiting.length === 0) [changed, frames] = [false, 0];
    waiting.push({ got: event.timeStamp, at: performance.now() });
    ask();
  }, { capture: true, passive: true });

  new MutationObserver((records) => {
    changed = true;
    if (probe.ready === null && records.some(({ attributeName }) => attributeName === 'data-ready')) {
      probe.ready = performance.now();
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  window.probe = probe;
})();
