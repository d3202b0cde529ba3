/** What the Node bundle holds: all of TF.js that runs a graph model or a layers model on the CPU. */
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import { env } from '@tensorflow/tfjs-core';

// Otherwise the first tensor prints an advertisement for another package.
env().set('PROD', true);

export * from '@tensorflow/tfjs-core';
export * from '@tensorflow/tfjs-layers';
export { GraphModel, loadGraphModel, loadGraphModelSync, version_converter } from '@tensorflow/tfjs-converter';
