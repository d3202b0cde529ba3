/** The device's camera: opening it, another one, its light, and why there is none. */
import { localizedError } from '../text/localized_error.js';

/**
 * @typedef {Window & typeof globalThis} View
 *
 * @typedef {object} Choice Which camera is wished for.
 * @property {string} [deviceId]
 * @property {string} [facing] 'environment' or 'user'.
 *
 * @typedef {object} Camera
 * @property {MediaStream} stream
 * @property {Choice | null} other The next camera; null where there is one alone.
 * @property {((on: boolean) => Promise<void>) | null} light Turns its light on or off; null where it has none.
 * @property {() => void} stop
 */

/** What the browser calls it, and what it means. Old names, too, which some browsers on telephones still use. */
const REASONS = /** @type {Record<string, string>} */ ({
  NotAllowedError: 'camera.denied',
  PermissionDeniedError: 'camera.denied',
  SecurityError: 'camera.denied',
  NotFoundError: 'camera.none',
  DevicesNotFoundError: 'camera.none',
  OverconstrainedError: 'camera.none',
  NotReadableError: 'camera.in_use',
  TrackStartError: 'camera.in_use',
  AbortError: 'camera.in_use',
});

/** As large as pictures need be: they are reduced before anything is looked for in them. */
const SIZE = { width: { ideal: 1280 }, height: { ideal: 720 } };

/** Why the camera cannot be used, with the key of its text. @param {unknown} error */
export function reasonOf(error) {
  const { name = '', message = '' } = /** @type {Error} */ (error ?? {});
  return REASONS[name] ? localizedError(REASONS[name]) : localizedError('camera.failed', { reason: message || name || error });
}

/** @param {View} view Fails where the page cannot have a camera at all. */
function devicesOf(view) {
  const devices = /** @type {MediaDevices | undefined} */ (view.navigator.mediaDevices);
  if (devices && 'getUserMedia' in devices) return devices;
  throw localizedError(view.isSecureContext ? 'camera.unsupported' : 'camera.insecure');
}

/** The camera after this one: the one that looks the other way, or else the next in the list. @param {MediaDevices} devices @param {MediaStreamTrack} track @returns {Promise<Choice | null>} */
async function nextCamera(devices, track) {
  const listed = await devices.enumerateDevices?.().catch(() => []) ?? [];
  const cameras = listed.filter(({ kind }) => kind === 'videoinput');
  if (cameras.length < 2) return null;
  const { facingMode, deviceId } = track.getSettings();
  if (facingMode === 'environment') return { facing: 'user' };
  if (facingMode === 'user') return { facing: 'environment' };
  return { deviceId: cameras[(cameras.findIndex((each) => each.deviceId === deviceId) + 1) % cameras.length].deviceId };
}

/** @param {MediaStreamTrack} track */
function lightOf(track) {
  const able = /** @type {{torch?: boolean}} */ (track.getCapabilities?.() ?? {});
  if (!able.torch) return null;
  return (/** @type {boolean} */ on) => track.applyConstraints(/** @type {any} */ ({ advanced: [{ torch: on }] }));
}

/**
 * Opens a camera; the browser may ask the visitor first.
 *
 * @param {View} view
 * @param {Choice} choice
 * @param {() => void} ended Called when the device ends it: unplugged, or taken by the system.
 * @returns {Promise<Camera>}
 * @throws An error with a `key` in web/text/camera.js.
 */
export async function openCamera(view, { deviceId, facing = 'environment' }, ended) {
  const devices = devicesOf(view);
  const which = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: facing } };
  /** @type {MediaStream} */
  let stream;
  try {
    stream = await devices.getUserMedia({ audio: false, video: { ...which, ...SIZE } });
  } catch (error) {
    throw reasonOf(error);
  }
  const [track] = stream.getVideoTracks();
  track.addEventListener('ended', ended);
  const stop = () => {
    track.removeEventListener('ended', ended);
    for (const each of stream.getTracks()) each.stop();
  };
  return { stream, other: await nextCamera(devices, track), light: lightOf(track), stop };
}
