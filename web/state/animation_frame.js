/** Throttle by animation frame: work is done once a frame, however often it is asked for. */

/**
 * @param {(work: () => void) => unknown} requestFrame The browser's `requestAnimationFrame`.
 * @param {() => void} work
 * @returns {() => void} Asks for `work` at the next frame.
 */
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
