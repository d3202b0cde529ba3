/** The page as a folder: what it shows is in `page.json` beside it. */
import { registerOffline } from '../shell/offline.js';
import { localizedError } from '../text/localized_error.js';
import { startModelPage } from './main.js';

const url = (/** @type {string} */ path) => new URL(path, document.baseURI).href;
const fetched = async (/** @type {string} */ path) => {
  const response = await fetch(url(path));
  if (!response.ok) throw localizedError('page.missing', { path, received: response.status });
  return response;
};
startModelPage(document, { url, inside: false, bytes: async (path) => (await fetched(path)).arrayBuffer() }, await (await fetched('page.json')).json());
// What is entered is not lost to a newer version: that is shown at the next visit.
registerOffline({ navigator, scope: url('./'), onUpdate: () => {} });
