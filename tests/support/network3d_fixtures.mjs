/** A small network in space, and what it makes of a digit. */

/** Fully connected layers of so many neurons after side × side pixels. */
export function networkOf(units, { side = 28, activation = 'relu' } = {}) {
  const inputs = [side * side, ...units];
  return {
    side,
    labels: Array.from({ length: units.at(-1) }, (_, k) => String(k)),
    layers: units.map((count, n) => ({
      inputs: inputs[n],
      units: count,
      weights: new Float32Array(inputs[n] * count),
      biases: new Float32Array(count),
      activation: n === units.length - 1 ? 'softmax' : activation,
    })),
  };
}

/** A reading with these activations; where there are none, 0. */
export function readingOf(network, { digit = [], a = [] } = {}) {
  const filled = (length, values) => Float32Array.from({ length }, (_, n) => values?.[n] ?? 0);
  const pass = { z: [], a: network.layers.map(({ units }, n) => filled(units, a[n])) };
  return { digit: filled(network.side ** 2, digit), confidences: pass.a.at(-1), sure: true, network, pass };
}
