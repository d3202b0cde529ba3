/**
 * Learns signs with the page's own modules: `node learn_signs.mjs JOB.json`.
 *
 * The job is {web, draws: [{train, test, others}], classes, each, scratch}: the page's folder, and for each draw files of uint8 digits, 28 ×
 * 28: `each` of every class to learn from; further drawings, as many of each class; and drawings of none of the classes. Prints a
 * line of JSON for each draw, on features, and with `scratch` from scratch, too.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { web, draws, classes, each, scratch } = JSON.parse(await readFile(process.argv[2], 'utf8'));
const page = (path) => import(pathToFileURL(join(web, path)));
const { featuresOf, createLesson, learnSigns, checkSigns, thresholdOf } = await page('signs/learn_signs.js');
const { forward } = await page('network/forward.js');
const { suretyOf } = await page('network/surety.js');
const { loadReader } = await page('network/reader.js');
globalThis.fetch = async (path) => new Response(await readFile(path));
const reader = await loadReader(await page('vendor/tfjs.js'), (path) => join(web, path));
const { side } = reader;

const best = (confidences) => confidences.indexOf(Math.max(...confidences));
const share = (values) => values.filter(Boolean).length / values.length;
async function answersOf(network, file) {
  const bytes = await readFile(file);
  return Array.from({ length: bytes.length / side ** 2 }, (_, n) => (
    forward(network, Float32Array.from(bytes.subarray(n * side ** 2, (n + 1) * side ** 2), (grey) => grey / 255)).a.at(-1)));
}

for (const [draw, { train, test, others }] of draws.entries()) {
  const labels = Uint8Array.from({ length: classes * each }, (_, n) => Math.floor(n / each));
  const examples = { images: new Uint8Array(await readFile(train)), labels, side, names: [...'abcdefghijkl'].slice(0, classes) };
  for (const features of scratch ? [featuresOf(reader.network), null] : [featuresOf(reader.network)]) {
    const began = performance.now();
    const lesson = createLesson(examples, features, 1);
    const network = learnSigns(examples, lesson, features, 1);
    const learned = performance.now();
    const checks = [...checkSigns(examples, lesson, features, 1)];
    const threshold = thresholdOf(checks.map(({ confidences }) => confidences));
    const checked = performance.now();
    const found = await answersOf(network, test);
    const right = found.map((answer, n) => best(answer) === Math.floor((n * classes) / found.length));
    const sure = (answer) => suretyOf(answer) >= threshold;
    console.log(JSON.stringify({
      draw,
      features: features !== null,
      accuracy: share(right),
      left_out_accuracy: share(checks.map(({ drawing, confidences }) => best(confidences) === labels[drawing])),
      not_sure_below: threshold,
      answered: share(found.map(sure)),
      right_of_answered: share(right.filter((_, n) => sure(found[n]))),
      others_answered: share((await answersOf(network, others)).map(sure)),
      learning_seconds: (learned - began) / 1000,
      checking_seconds: (checked - learned) / 1000,
    }));
  }
}
