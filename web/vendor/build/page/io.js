/** How the page reads a model: over HTTP, from its own origin. Stands in for tfjs-core's `io`, which knows more ways. */
export { browserHTTPRequest, isHTTPScheme } from '@tensorflow/tfjs-core/dist/io/http';
export {
  decodeWeights, decodeWeightsStream, getModelArtifactsForJSON, getWeightSpecs,
} from '@tensorflow/tfjs-core/dist/io/io_utils';
export { fromMemory } from '@tensorflow/tfjs-core/dist/io/passthrough';
export { getLoadHandlers } from '@tensorflow/tfjs-core/dist/io/router_registry';
