/** Pictures of a video, reduced, one after the other, as fast as they are dealt with. */

/** @typedef {import('./frame_analysis.js').Frame} Frame */

/** The longer side at which pictures are analysed, and that on a device which is slow at it; the smallest digits are a thirtieth of it. */
const [LONGEST_SIDE, SLOW_SIDE] = [480, 360];
/** Milliseconds from one picture to the next at least: faster is not seen, and warms a telephone. */
const BETWEEN = 50;
/** Where the browser does not tell of new pictures, or is late with it since it has much to draw, the next is taken after so many. */
const LATEST = 60;
/** A device is slow that takes longer for a picture, in milliseconds, as a running mean: eight a second are to be read. */
const [SLOW, NEWEST_SHARE] = [95, 0.1];

/** The size of a reduced picture. @param {number} width @param {number} height @param {number} [longest] */
export function frameSize(width, height, longest = LONGEST_SIDE) {
  const scale = Math.min(1, longest / Math.max(width, height, 1));
  return [width, height].map((length) => Math.max(1, Math.round(scale * length)));
}

/** Takes pictures of a video. @param {HTMLVideoElement} video @returns {(longest: number) => Frame | null} Null: there is none yet. */
function createGrabber(video) {
  const canvas = video.ownerDocument.createElement('canvas');
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  return (longest) => {
    const { videoWidth, videoHeight } = video;
    if (videoWidth === 0 || videoHeight === 0) return null;
    const [width, height] = frameSize(videoWidth, videoHeight, longest);
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
  let [longest, mean] = [LONGEST_SIDE, 0];
  const later = () => {
    let waiting = going;
    const go = () => {
      if (waiting) step();
      waiting = false;
    };
    video.requestVideoFrameCallback?.(go);
    view.setTimeout(go, LATEST);
  };
  const step = async () => {
    const now = view.performance.now();
    const frame = going && now - last >= BETWEEN ? grab(longest) : null;
    if (frame) {
      last = now;
      await take(frame);
      mean += NEWEST_SHARE * (view.performance.now() - now - mean);
      if (mean > SLOW) longest = SLOW_SIDE;
    }
    later();
  };
  later();
  return () => { going = false; };
}
