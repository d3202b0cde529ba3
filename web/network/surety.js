/** How sure an answer is: one number for all its confidences. kerasdl/inference/surety.py does the same and explains it. */

const SMALLEST = 1e-12;

/**
 * The highest confidence, divided by the perplexity of all of them: above 0 and at most 1.
 *
 * @param {ArrayLike<number>} confidences
 */
export function suretyOf(confidences) {
  let [most, entropy] = [0, 0];
  for (let i = 0; i < confidences.length; i += 1) {
    const share = confidences[i];
    if (share > most) most = share;
    entropy -= share * Math.log(Math.max(share, SMALLEST));
  }
  return most * Math.exp(-entropy);
}
