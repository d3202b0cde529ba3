/** What the page uses of `tfjs.js`, for the type checker; the rest of TF.js's own types is left out. */

export type Values = Float32Array | Int32Array | Uint8Array;

export interface Tensor {
  readonly shape: number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  dataSync(): Float32Array;
  dispose(): void;
}

/** One node of a graph, as the executor knows it. */
export interface Node {
  readonly name: string;
  readonly op: string;
  readonly category: string;
  readonly inputNames: string[];
  readonly inputs: Node[];
  readonly attrParams: Record<string, { value?: unknown; type: string }>;
}

export interface GraphModel {
  readonly inputs: { name: string; shape?: number[]; dtype: string }[];
  readonly outputs: { name: string; shape?: number[]; dtype: string }[];
  readonly weights: Record<string, Tensor[]>;
  readonly metadata: any;
  readonly modelSignature: any;
  readonly executor: any;
  readonly artifacts: any;
  execute(inputs: Record<string, Tensor>, outputs: string[]): Tensor[];
  execute(inputs: Record<string, Tensor>, output: string): Tensor;
  dispose(): void;
}

/** Anything that hands over a model's artifacts. */
export interface Handler {
  load(): any;
}

export const io: {
  getModelArtifactsForJSON(json: any, readWeights: (manifest: any[]) => Promise<any>): Promise<any>;
  decodeWeights(data: ArrayBuffer, specs: any[]): Record<string, Tensor>;
};
export const version_core: string;
export function setBackend(name: 'cpu'): Promise<boolean>;
export function ready(): Promise<void>;
export function memory(): { numTensors: number; numBytes: number; numDataBuffers: number };
export function dispose(tensors: Tensor | Tensor[] | Record<string, Tensor>): void;
export function tidy<T>(work: () => T): T;
export function tensor3d(values: Values | number[], shape: [number, number, number]): Tensor;
export function loadGraphModel(from: string | Handler, options?: { fromTFHub?: boolean }): Promise<GraphModel>;
