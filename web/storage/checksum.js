/**
 * Adler-32 checksum (RFC 1950), by which a file shows that it is as it was written.
 * @param {Uint8Array} bytes
 * @returns {number}
 */
export function adler32(bytes) {
  let [a, b] = [1, 0];
  for (let from = 0; from < bytes.length; from += 4096) {
    // The remainders are taken once for many bytes, before the sums grow too large.
    const end = Math.min(from + 4096, bytes.length);
    for (let at = from; at < end; at += 1) {
      a += bytes[at];
      b += a;
    }
    [a, b] = [a % 65521, b % 65521];
  }
  return b * 65536 + a;
}
