/** Pictures of a video, reduced, one after the other, as fast as they are dealt with. */

/** @typedef {import('./frame_analysis.js').Frame} Frame */

/** The longer side at which pictures are analysed. A digit of a thirtieth of it can be read. */
const LONGEST_SIDE = 480;
/** Milliseconds from one picture to the next at least: faster is not seen, and warms a telephone. */
const BETWEEN = 60;

/** The size of a reduced picture. @param {number} width @param {number} height */
export function frameSize(width, height) {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height, 1));
  return [width, height].map((length) => Math.max(1, Math.round(scale * length)));
}

/** Takes pictures of a video. @param {HTMLVideoElement} video @returns {() => Frame | null} Null: there is none yet. */
function createGrabber(video) {
  const canvas = video.ownerDocument.createElement('canvas');
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  return () => {
    const { videoWidth, videoHeight } = video;
    if (videoWidth === 0 || videoHeight === 0) return null;
    const [width, height] = frameSize(videoWidth, videoHeight);
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    context.imageSmoothingQuality = 'medium'; // setting the size forgets it; without it thin strokes are left out
    context.drawImage(video, 0, 0, width, height);
    return { pixels: context.getImageData(0, 0, width, height).data, width, height };
  };
}

/**
 * Calls `take` with a picture, again when that is done and the video has a new one.
 *
 * @param {HTMLVideoElement} video
 * @param {(frame: Frame) => Promise<void>} take
 * @returns {() => void} Stops.
 */
export function followVideo(video, take) {
  const view = /** @type {Window} */ (video.ownerDocument.defaultView);
  const grab = createGrabber(video);
  let going = true;
  let last = -Infinity;
  const later = () => {
    if (!going) return;
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(step);
    else view.requestAnimationFrame(step);
  };
  const step = async () => {
    const now = view.performance.now();
    const frame = going && now - last >= BETWEEN ? grab() : null;
    if (frame) {
      last = now;
      await take(frame);
    }
    later();
  };
  later();
  return () => { going = false; };
}
