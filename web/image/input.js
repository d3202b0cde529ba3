/** Image input: paste, drag and drop, and the file chooser. */

/** @typedef {import('../types.js').Picture} Picture */

/** The picture among files, or the first, which an error will name. @param {Iterable<File> | null | undefined} files */
function chosen(files) {
  const all = [...(files ?? [])];
  return all.find(({ type }) => type.startsWith('image/')) ?? all[0];
}

/**
 * Takes pictures that are pasted anywhere, dropped anywhere or chosen in a file input. While one is dragged over the
 * page, `<html>` has `data-dropping`.
 *
 * @param {object} given
 * @param {Document} given.document
 * @param {HTMLInputElement | null} [given.input] A file input, `accept="image/*"`.
 * @param {(picture: Picture) => void} given.onPicture
 * @param {(error: unknown) => void} given.onError
 * @param {(blob: Blob, given: {document: Document}) => Promise<Picture>} given.read
 * @returns {() => void} Stops.
 */
export function wirePictures({ document, input = null, onPicture, onError, read }) {
  const root = document.documentElement;
  let latest = 0;
  /** @param {Blob | undefined} file */
  const take = async (file) => {
    if (!file) return;
    latest += 1;
    const own = latest;
    try {
      const picture = await read(file, { document });
      if (own === latest) onPicture(picture);
    } catch (error) {
      if (own === latest) onError(error);
    }
  };
  /** @param {DragEvent} event */
  const carriesFiles = ({ dataTransfer }) => [...(dataTransfer?.types ?? [])].includes('Files');
  /** @param {ClipboardEvent} event */
  const paste = (event) => {
    const file = chosen(event.clipboardData?.files);
    if (!file) return; // text is pasted where it belongs
    event.preventDefault();
    take(file);
  };
  /** @param {DragEvent} event */
  const dragover = (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault(); // else the browser would leave the page to show the file
    /** @type {DataTransfer} */ (event.dataTransfer).dropEffect = 'copy';
    root.toggleAttribute('data-dropping', true);
  };
  /** @param {DragEvent} event */
  const dragleave = ({ relatedTarget }) => { if (!relatedTarget) root.toggleAttribute('data-dropping', false); };
  /** @param {DragEvent} event */
  const drop = (event) => {
    root.toggleAttribute('data-dropping', false);
    if (!carriesFiles(event)) return;
    event.preventDefault();
    take(chosen(event.dataTransfer?.files));
  };
  const change = () => {
    take(chosen(input?.files));
    if (input) input.value = ''; // so that the same file can be chosen again
  };
  /** @type {[string, any][]} */
  const listeners = Object.entries({ paste, dragenter: dragover, dragover, dragleave, drop });
  for (const [type, listener] of listeners) document.addEventListener(type, listener);
  input?.addEventListener('change', change);
  return () => {
    for (const [type, listener] of listeners) document.removeEventListener(type, listener);
    input?.removeEventListener('change', change);
  };
}
