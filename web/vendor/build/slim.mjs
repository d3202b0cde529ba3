/**
 * An esbuild plugin that leaves out of TF.js what the page's operations do not need.
 *
 * TF.js is made to be cut so: its converter takes its functions from one file (`ops_for_converter`), and knows its
 * operations from lists, one a category. No code of TF.js is changed; whole files are exchanged, and lists shortened.
 * Three files of the CPU's kernels are exchanged for quicker ones, in which most of a read's time would go.
 */
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { operations } from './page/operations.js';

const exchanged = new Map([
  [/\/tfjs-core\/dist\/ops\/ops_for_converter(\.js)?$/, 'page/ops.js'],
  [/\/io\/io$/, 'page/io.js'],
  [/\/backends\/kernel_impls$/, 'page/kernel_impls.js'],
  [/\/(platform_browser|platform_node|indexed_db|local_storage|hash_util|einsum_util)$/, 'page/empty.js'],
  [/\/(ragged_to_dense_util|segment_util|sparse_\w+_util|rotate_util|array_ops_util)$/, 'page/empty.js'],
  [/\/binary_impl$/, 'page/quick/binary_impl.js'],
  [/\/Transpose_impl$/, 'page/quick/Transpose_impl.js'],
  [/\/BatchMatMul$/, 'page/quick/BatchMatMul.js'],
]);

const executor = /\/executors\/(\w+)_executor$/;
const opList = /\/op_list\/(\w+)\.js$/;

/** The file that stands in for an import of TF.js's own, or null where the import stands as it is. */
export function standIn(path) {
  for (const [pattern, file] of exchanged) if (pattern.test(path)) return file;
  const category = executor.exec(path)?.[1];
  return category !== undefined && !(category in operations) ? 'page/empty.js' : null;
}

/** The source of one of tfjs-converter's lists, with the page's operations alone. */
export async function shortList(path) {
  const wanted = new Set(operations[basename(path, '.js')] ?? []);
  // By its text, for the package does not declare its files to be modules.
  const { json } = await import(`data:text/javascript,${encodeURIComponent(await readFile(path, 'utf8'))}`);
  return `export const json = ${JSON.stringify(json.filter(({ tfOpName }) => wanted.has(tfOpName)))};`;
}

/** The plugin; `folder` is where the files that stand in lie. */
export function slim(folder) {
  return {
    name: 'slim',
    setup(build) {
      build.onResolve({ filter: /^[.@]/ }, ({ path }) => {
        const file = standIn(path);
        return file === null ? undefined : { path: resolve(folder, file) };
      });
      build.onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, ({ resolveDir }) => (
        build.resolve('@tensorflow/tfjs-core/dist/base', { resolveDir, kind: 'import-statement' })));
      build.onLoad({ filter: opList }, async ({ path }) => ({ contents: await shortList(path), loader: 'js' }));
    },
  };
}
