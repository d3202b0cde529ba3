/** The training of the visitor's signs as a script of Keras, with their drawings in it. */
import { FEATURE_LAYERS, HIDDEN, TRAINING, warpsOf } from './learn_signs.js';
import { through } from './signs_file.js';

/** @typedef {import('./learn_signs.js').Examples} Examples */

const LINE = 100; // letters of the packed drawings

const HEAD = [
  '# %% [markdown]',
  "# # A network of one's own signs, trained as in the web page: {title}",
  '#',
  `# Runs as it stands: \`pip install keras jax kerasdl\`, then \`KERAS_BACKEND=jax python\` and this file's name.`,
  '',
  '# %%',
  'import base64',
  'import zlib',
  '',
  'import keras',
  'import numpy as np',
  '',
  'from kerasdl.layers.random_warp import RandomWarp  # data: each drawing a little otherwise, each time',
  '{imports}',
  'SEED, EPOCHS, BATCH, RATE = {seed}, {epochs}, {batch}, {rate}',
  'NAMES = {names}',
  'keras.utils.set_random_seed(SEED)',
  '',
  '# %% [markdown]',
  '# ## Data',
  '#',
  '# The drawings, {side} × {side} greys each and centred as the network takes them, so many of each sign. Each is warped {warps} times,',
  "# more than MNIST's digits are: a few drawings stand for many hands.",
  '',
  '# %%',
  'COUNTS = {counts}',
  'DRAWINGS = (',
  '{drawings}',
  ')',
  'greys = np.frombuffer(zlib.decompress(base64.b64decode(DRAWINGS)), np.uint8)',
  'drawings = greys.reshape(-1, {side}, {side}).astype("float32") / 255',
  'labels = np.repeat(np.arange(len(NAMES)), COUNTS)',
  'images, targets = np.tile(drawings, ({warps}, 1, 1)), np.tile(labels, {warps})',
  'images = keras.ops.convert_to_numpy(RandomWarp({strength}, stroke=1.0, seed=SEED)(images, training=True))',
  '',
].join('\n');

const ON_FEATURES = [
  '',
  '# %% [markdown]',
  '# ## Step 1: a set of functions',
  '#',
  "# The first layers of the page's network stay as they are: what they find in digits is of use for other signs, too. Only the last",
  "# layer is new. (On a page with a network of its own, that one's folder stands in the place of \"web\".)",
  '',
  '# %%',
  'layers = open_model("web").load().layers',
  'dense = [n for n, layer in enumerate(layers) if isinstance(layer, keras.layers.Dense)]',
  'features = keras.Sequential([keras.Input(({side}, {side})), *layers[: dense[min({featureLayers}, len(dense) - 1)]]])',
  'inputs = features.predict(images, batch_size=1000, verbose=0)',
  'learner = keras.Sequential(',
  '    [keras.Input(inputs.shape[1:]), keras.layers.Dense(len(NAMES), "softmax", kernel_initializer="zeros")]',
  ')',
  'network = keras.Sequential([keras.Input(({side}, {side})), *features.layers, *learner.layers])',
  'network.summary()',
  '',
].join('\n');

const FROM_SCRATCH = [
  '',
  '# %% [markdown]',
  '# ## Step 1: a set of functions',
  '#',
  '# A small network. Each θ, all the weights and biases, is one function of the set; the seed draws the first one.',
  '',
  '# %%',
  'inputs = images',
  'network = learner = keras.Sequential(',
  '    [',
  '        keras.Input(({side}, {side})),',
  '        keras.layers.Flatten(),',
  '        keras.layers.Dense({hidden}, "relu", kernel_initializer="he_uniform"),',
  '        keras.layers.Dense(len(NAMES), "softmax"),',
  '    ]',
  ')',
  'network.summary()',
  '',
].join('\n');

const TAIL = [
  '',
  '# %% [markdown]',
  '# ## Step 2: the goodness of a function; step 3: pick the best one',
  '',
  '# %%',
  'steps = EPOCHS * -(-len(inputs) // BATCH)',
  'falling = keras.optimizers.schedules.PolynomialDecay(RATE, steps, 0.0)',
  'learner.compile(keras.optimizers.Adam(falling), "sparse_categorical_crossentropy", metrics=["accuracy"])',
  'learner.fit(inputs, targets, batch_size=BATCH, epochs=EPOCHS, verbose=2)',
  'answers = network.predict(drawings, verbose=0).argmax(1)',
  'print(f"{np.sum(answers == labels)} of the {len(labels)} drawings read right")',
  '',
  '# %% [markdown]',
  '# ## The network as a file',
  '#',
  '# `kerasdl export signs.keras --page site` writes it for TensorFlow.js and other runtimes, and as a page of its own.',
  '',
  '# %%',
  'network.save("signs.keras")',
  '',
].join('\n');

/** @param {Uint8Array} bytes @returns {Promise<string>} Lines of Python's string literals. */
async function packed(bytes) {
  const letters = btoa(Array.from(await through(bytes, new CompressionStream('deflate')), (byte) => String.fromCharCode(byte)).join(''));
  return (letters.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []).map((line) => `    "${line}"`).join('\n');
}

/**
 * @param {Examples} examples @param {boolean} onFeatures Whether the first layers of the page's network are used. @param {number} seed
 * @returns {Promise<string>} Python, in cells that begin with `# %%`.
 */
export async function signsScript({ images, labels, side, names }, onFeatures, seed) {
  const { epochs, batch, rate, strength } = TRAINING;
  /** @type {Record<string, string | number>} */
  const values = {
    title: names.join(', '), names: `[${names.map((name) => JSON.stringify(name)).join(', ')}]`,
    counts: `[${names.map((_, n) => labels.filter((label) => label === n).length).join(', ')}]`,
    drawings: await packed(images), side, seed, epochs, batch, rate, strength, warps: warpsOf(labels.length), hidden: HIDDEN, featureLayers: FEATURE_LAYERS,
    imports: onFeatures ? 'from kerasdl.models.folder import open_model  # the network that the page reads with\n' : '',
  };
  const template = [HEAD, onFeatures ? ON_FEATURES : FROM_SCRATCH, TAIL].join('');
  return template.replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));
}
