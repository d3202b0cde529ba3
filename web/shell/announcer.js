/** Announcements to screen readers: at once, or when nothing newer has come for a while. */

/** How long a drawing must rest before it is announced what it says, in milliseconds. */
const SETTLED = 700;

/** @param {HTMLElement} place A live region. */
export function createAnnouncer(place) {
  const view = /** @type {Window} */ (place.ownerDocument.defaultView);
  let settling = 0;
  const cancel = () => view.clearTimeout(settling);
  return {
    /** Nothing that was to be said later is spoken over it. @param {string} text */
    say(text) {
      cancel();
      place.textContent = text;
    },
    /** @param {() => string} words Asked when it is said. */
    sayLater(words) {
      cancel();
      settling = view.setTimeout(() => { place.textContent = words(); }, SETTLED);
    },
    cancel,
  };
}
/** @typedef {ReturnType<typeof createAnnouncer>} Announcer */
