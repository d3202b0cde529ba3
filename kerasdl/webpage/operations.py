"""The TensorFlow operations that the page's small TF.js can run: the list in `web/vendor/build/page/operations.js`."""

from __future__ import annotations

from kerasdl.models.tfjs_model import TfjsModel

PAGE_OPERATIONS = frozenset(
    """Abs Add AddV2 ArgMax AvgPool BatchMatMul BatchMatMulV2 BiasAdd BroadcastTo Cast Ceil ClipByValue Concat ConcatV2
    Const Conv2D DepthwiseConv2dNative Div DivNoNan Elu Equal Exp ExpandDims Expm1 Fill Floor FusedDepthwiseConv2dNative
    Greater GreaterEqual Identity IdentityN LeakyRelu Less LessEqual Log Log1p LogSoftmax LogicalAnd LogicalNot LogicalOr
    MatMul Max MaxPool Maximum Mean Min Minimum Mul Neg NoOp NotEqual OnesLike Pack Pad PadV2 Placeholder
    PlaceholderWithDefault Pow Prod Range RealDiv Relu Relu6 Reshape Round Rsqrt Select SelectV2 Selu Shape Sigmoid Slice
    Softmax Softplus Sqrt Square SquaredDifference Squeeze StridedSlice Sub Sum Tanh Tile Transpose ZerosLike
    _FusedConv2D _FusedMatMul""".split()
)


def unknown_to_the_page(model: TfjsModel) -> list[str]:
    """The operations of a TF.js graph model that the page's TF.js lacks, in order of their names."""
    topology = model.get("modelTopology", {})
    functions = topology.get("library", {}).get("function", [])
    nodes = [*topology.get("node", []), *(node for function in functions for node in function.get("nodeDef", []))]
    return sorted({node["op"] for node in nodes} - PAGE_OPERATIONS)
