/** Constants of kerasdl/activations.json, written by `python -m kerasdl.webpage`. */
export const ACTIVATIONS = {
  "relu": {
    "title": "ReLU",
    "keras": "relu",
    "tfjs_layers": "relu",
    "initializer": "he",
    "trainable": true,
    "bounded": false,
    "output": false
  },
  "sigmoid": {
    "title": "sigmoid",
    "keras": "sigmoid",
    "tfjs_layers": "sigmoid",
    "initializer": "glorot",
    "trainable": true,
    "bounded": true,
    "output": false
  },
  "tanh": {
    "title": "tanh",
    "keras": "tanh",
    "tfjs_layers": "tanh",
    "initializer": "glorot",
    "trainable": true,
    "bounded": true,
    "output": false
  },
  "elu": {
    "title": "ELU",
    "keras": "elu",
    "tfjs_layers": "elu",
    "initializer": "he",
    "trainable": true,
    "bounded": false,
    "output": false
  },
  "selu": {
    "title": "SELU",
    "keras": "selu",
    "tfjs_layers": "selu",
    "initializer": "lecun",
    "trainable": true,
    "bounded": false,
    "output": false
  },
  "softplus": {
    "title": "softplus",
    "keras": "softplus",
    "tfjs_layers": "softplus",
    "initializer": "glorot",
    "trainable": true,
    "bounded": false,
    "output": false
  },
  "swish": {
    "title": "swish",
    "keras": "silu",
    "tfjs_layers": "swish",
    "initializer": "he",
    "trainable": true,
    "bounded": false,
    "output": false
  },
  "linear": {
    "title": "linear",
    "keras": "linear",
    "tfjs_layers": "linear",
    "initializer": "glorot",
    "trainable": true,
    "bounded": false,
    "output": false
  },
  "leaky_relu": {
    "title": "leaky ReLU",
    "keras": "leaky_relu",
    "tfjs_layers": null,
    "initializer": "he",
    "trainable": false,
    "bounded": false,
    "output": false
  },
  "softmax": {
    "title": "softmax",
    "keras": "softmax",
    "tfjs_layers": "softmax",
    "initializer": "glorot",
    "trainable": false,
    "bounded": true,
    "output": true
  }
};
export const SEARCHED = [
  "relu",
  "elu",
  "selu",
  "swish",
  "tanh",
  "sigmoid"
];
export const LEAKY_RELU_SLOPE = 0.2;
export const SELU_SCALE = 1.0507009873554805;
export const SELU_ALPHA = 1.6732632423543772;
