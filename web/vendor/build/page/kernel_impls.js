/** What the CPU backend takes from the kernels that backends share. */
export { whereImpl } from '@tensorflow/tfjs-core/dist/backends/where_impl';
