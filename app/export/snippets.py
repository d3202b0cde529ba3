"""Lines of code that load each format, the same in every language."""

from __future__ import annotations

from kerasdl.models.store import KERAS_FILE, LITERT, ONNX, SAVED_MODEL, TFJS, TFJS_LAYERS

PYTHON = {
    KERAS_FILE: """import keras
model = keras.saving.load_model("model.keras")
y = model(digits / 255)  # digits: centred, (n, 28, 28) -> (n, 10)""",
    SAVED_MODEL: """import tensorflow as tf
model = tf.saved_model.load("saved_model")
read = model.signatures["serving_default"]
y = read(ink=tf.constant(ink, tf.float32))["confidences"]  # ink: (n, height, width), 0 to 255""",
    ONNX: """import onnxruntime
read = onnxruntime.InferenceSession("onnx/model.onnx")
(y,) = read.run(["confidences"], {"ink": ink})  # ink: float32, (n, height, width), 0 to 255""",
    LITERT: """from ai_edge_litert.interpreter import Interpreter
model = Interpreter("litert/model.tflite")
model.resize_tensor_input(model.get_input_details()[0]["index"], ink.shape)
model.allocate_tensors()
y = model.get_signature_runner()(ink=ink)["confidences"]  # ink: float32, (n, height, width), 0 to 255""",
}
JAVASCRIPT = {
    TFJS: """const model = await tf.loadGraphModel('tfjs/model.json');
const { inputs, outputs } = model.modelSignature;
const y = model.execute({ [inputs.ink.name]: ink }, outputs.confidences.name);  // ink: [n, height, width], 0 to 255""",
    TFJS_LAYERS: """import * as tf from '@tensorflow/tfjs';
const model = await tf.loadLayersModel('tfjs_layers/model.json');
const y = model.predict(digits);  // digits: centred, [n, 28, 28], 0 to 1""",
}
