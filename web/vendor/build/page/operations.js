/**
 * The TensorFlow operations that the page can run, by the file of tfjs-converter that knows them.
 *
 * They are those of centring the ink, of a kerasdl MLP with any of its activations and batch normalisation, and of a
 * plain convolutional network. `kerasdl/webpage/operations.py` holds the same list.
 */
export const operations = {
  arithmetic: ['Add', 'AddV2', 'BiasAdd', 'Div', 'DivNoNan', 'Maximum', 'Minimum', 'Mul', 'Pow', 'RealDiv',
    'SquaredDifference', 'Sub'],
  basic_math: ['Abs', 'Ceil', 'ClipByValue', 'Elu', 'Exp', 'Expm1', 'Floor', 'LeakyRelu', 'Log', 'Log1p', 'Neg',
    'Relu', 'Relu6', 'Round', 'Rsqrt', 'Selu', 'Sigmoid', 'Softplus', 'Sqrt', 'Square', 'Tanh'],
  convolution: ['AvgPool', 'Conv2D', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2dNative', 'MaxPool',
    '_FusedConv2D'],
  creation: ['Fill', 'OnesLike', 'Range', 'ZerosLike'],
  graph: ['Const', 'Identity', 'IdentityN', 'NoOp', 'Placeholder', 'PlaceholderWithDefault', 'Shape'],
  logical: ['Equal', 'Greater', 'GreaterEqual', 'Less', 'LessEqual', 'LogicalAnd', 'LogicalNot', 'LogicalOr',
    'NotEqual', 'Select', 'SelectV2'],
  matrices: ['BatchMatMul', 'BatchMatMulV2', 'MatMul', 'Transpose', '_FusedMatMul'],
  normalization: ['LogSoftmax', 'Softmax'],
  reduction: ['ArgMax', 'Max', 'Mean', 'Min', 'Prod', 'Sum'],
  slice_join: ['Concat', 'ConcatV2', 'Pack', 'Slice', 'StridedSlice', 'Tile'],
  transformation: ['BroadcastTo', 'Cast', 'ExpandDims', 'Pad', 'PadV2', 'Reshape', 'Squeeze'],
};
