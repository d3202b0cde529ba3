"""TensorFlow operations of a SavedModel that compute, and do nothing else.

Arrays and numbers in, arrays and numbers out: none reads a file, calls Python, opens a connection or prints. Left out is
what no layer of Keras comes down to.
"""

from __future__ import annotations

# Calls, loops and branches, whose functions are looked into; variables; lists of tensors, which recurrent layers keep.
_STRUCTURE = """
Case Const Identity IdentityN If NoOp PartitionedCall Placeholder PlaceholderWithDefault PreventGradient
StatefulPartitionedCall StatelessCase StatelessIf StatelessWhile StopGradient While
AssignAddVariableOp AssignSubVariableOp AssignVariableOp DisableCopyOnRead ReadVariableOp ResourceGather ResourceGatherNd
VarHandleOp VarIsInitializedOp VariableShape
EmptyTensorList TensorListConcatV2 TensorListElementShape TensorListFromTensor TensorListGather TensorListGetItem
TensorListLength TensorListPopBack TensorListPushBack TensorListReserve TensorListResize TensorListScatterV2
TensorListSetItem TensorListSplit TensorListStack
"""
_MATHS = """
Abs Acos Acosh Add AddN AddV2 All Angle Any ApproximateEqual ArgMax ArgMin Asin Asinh Atan Atan2 Atanh BatchMatMul
BatchMatMulV2 BatchMatMulV3 Betainc Bincount BitwiseAnd BitwiseOr BitwiseXor Bucketize Cast Ceil Cholesky ClipByValue
Complex ComplexAbs Conj Cos Cosh Cross Cumprod Cumsum CumulativeLogsumexp DenseBincount Digamma Div DivNoNan Einsum Equal
Erf Erfc Erfinv EuclideanNorm Exp Expm1 FFT FFT2D Floor FloorDiv FloorMod Greater GreaterEqual IFFT IFFT2D IRFFT IRFFT2D
Igamma Igammac Imag Inv Invert InvertPermutation IsFinite IsInf IsNan L2Loss Less LessEqual Lgamma Log Log1p
LogMatrixDeterminant LogicalAnd LogicalNot LogicalOr Lu MatMul MatrixDeterminant MatrixInverse MatrixSolve
MatrixSquareRoot MatrixTriangularSolve Max Maximum Mean Min Minimum Mod Mul MulNoNan Ndtri Neg NextAfter NotEqual
PopulationCount Pow Prod Qr RFFT RFFT2D Range Real RealDiv Reciprocal Rint Round Rsqrt SelfAdjointEigV2 Sigmoid Sign Sin Sinh
Sqrt Square SquaredDifference Sub Sum Svd Tan Tanh TruncateDiv TruncateMod Xdivy Xlog1py Xlogy Zeta
"""
_ARRAYS = """
BatchToSpace BatchToSpaceND Bitcast BroadcastArgs BroadcastTo Concat ConcatOffset ConcatV2 DepthToSpace Diag DiagPart
DynamicPartition DynamicStitch EnsureShape ExpandDims ExtractImagePatches Fill Gather GatherNd GatherV2 LinSpace ListDiff
MatrixBandPart MatrixDiagPartV3 MatrixDiagV3 MatrixSetDiagV3 MirrorPad OneHot OnesLike Pack Pad PadV2 ParallelDynamicStitch
Rank Reshape Reverse ReverseSequence ReverseV2 Roll ScatterNd SegmentMax SegmentMean SegmentMin SegmentProd SegmentSum Select
SelectV2 Shape ShapeN Size Slice SpaceToBatch SpaceToBatchND SpaceToDepth SparseToDense Split SplitV Squeeze StridedSlice
TensorScatterAdd TensorScatterMax TensorScatterMin TensorScatterSub TensorScatterUpdate TensorStridedSliceUpdate Tile TopK
TopKV2 Transpose Unique UniqueV2 Unpack UnravelIndex UnsortedSegmentMax UnsortedSegmentMin UnsortedSegmentProd
UnsortedSegmentSum Where ZerosLike
"""
_LAYERS = """
AdjustContrastv2 AdjustHue AdjustSaturation AvgPool AvgPool3D BiasAdd BiasAddGrad Conv2D Conv2DBackpropInput Conv3D
Conv3DBackpropInputV2 CropAndResize DepthwiseConv2dNative Dilation2D Elu FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3
HSVToRGB ImageProjectiveTransformV2 ImageProjectiveTransformV3 LRN LeakyRelu LogSoftmax MaxPool MaxPool3D MaxPoolV2
MaxPoolWithArgmax RGBToHSV Relu Relu6 ResizeArea ResizeBicubic ResizeBilinear ResizeNearestNeighbor ScaleAndTranslate Selu
Softmax SoftmaxCrossEntropyWithLogits Softplus Softsign SparseSoftmaxCrossEntropyWithLogits _FusedConv2D _FusedMatMul
"""
_RANDOM = """
Multinomial RandomGamma RandomShuffle RandomStandardNormal RandomUniform RandomUniformInt StatelessMultinomial
StatelessRandomGetAlg StatelessRandomGetKeyCounter StatelessRandomNormal StatelessRandomNormalV2 StatelessRandomUniform
StatelessRandomUniformFullInt StatelessRandomUniformFullIntV2 StatelessRandomUniformInt StatelessRandomUniformIntV2
StatelessRandomUniformV2 StatelessShuffle StatelessTruncatedNormal StatelessTruncatedNormalV2 TruncatedNormal
"""
# Derivatives, which TensorFlow keeps beside an activation that has a formula of its own for them.
_DERIVATIVES = """
AvgPoolGrad EluGrad LeakyReluGrad MaxPoolGrad Relu6Grad ReluGrad RsqrtGrad SeluGrad SigmoidGrad SoftplusGrad SoftsignGrad
SqrtGrad StridedSliceGrad TanhGrad BroadcastGradientArgs
"""
PURE_OPERATIONS = frozenset(" ".join((_STRUCTURE, _MATHS, _ARRAYS, _LAYERS, _RANDOM, _DERIVATIVES)).split())
# Tables in memory and the text that they are asked for: their entries are constants, and no text names a file.
TABLE_OPERATIONS = frozenset(
    """AsString HashTableV2 LookupTableExportV2 LookupTableFindV2 LookupTableImportV2 LookupTableSizeV2 MutableHashTableV2
    RaggedTensorToTensor StaticRegexReplace StringLower StringSplitV2 StringToHashBucketFast StringToHashBucketStrong
    StringUpper""".split()
)
# What saves and restores variables, in files of any name that it is given.
SAVER_OPERATIONS = frozenset(
    "MergeV2Checkpoints RestoreV2 SaveV2 ShardedFilename StaticRegexFullMatch StringJoin".split()
)
