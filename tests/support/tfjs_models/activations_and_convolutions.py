"""Activations and convolutions, each with each option."""

from __future__ import annotations

import keras

from tests.support.tfjs_models.build import PICTURE, ROW, STEPS, K, L, add, add_graph

# ---- activations: in a layer, as a layer of their own, and as operations
ACTIVATIONS = """relu sigmoid tanh elu selu softplus silu linear softmax leaky_relu relu6 softsign mish gelu log_softmax
    hard_sigmoid hard_silu hard_tanh log_sigmoid tanh_shrink celu""".split()
for name in ACTIVATIONS:
    add(f"dense_{name}", ROW, lambda name=name: L.Dense(4, name))
    add(f"conv_{name}", PICTURE, lambda name=name: L.Conv2D(4, 3, activation=name))
    add(f"activation_{name}", STEPS, lambda name=name: L.Activation(name))
    if name not in ("mish", "hard_silu"):  # Keras 3.15 cannot call these on a symbol
        add_graph(f"function_{name}", STEPS, getattr(keras.activations, name))
for name in ("relu", "gelu", "leaky_relu", "hard_sigmoid", "relu6", "silu", "softmax", "log_softmax", "elu", "celu"):
    add_graph(f"operation_{name}", STEPS, getattr(K, name))
add("dense_object", ROW, lambda: L.Dense(4, activation=L.LeakyReLU(negative_slope=0.1)), lambda: L.Dense(2))
add("activation_object", ROW, lambda: L.Activation(L.ReLU(max_value=1.0, negative_slope=0.3)))
for slope in (0.0, 0.2):
    for most in (None, 1.0, 6.0):
        for threshold in (0.0, 0.3):
            options = {"max_value": most, "negative_slope": slope, "threshold": threshold}
            add(f"relu_{slope}_{most}_{threshold}", STEPS, lambda options=options: L.ReLU(**options))
for alpha in (1.0, 0.7, 1.6):
    add(f"elu_{alpha}", STEPS, lambda alpha=alpha: L.ELU(alpha=alpha))
    add_graph(f"celu_operation_{alpha}", STEPS, lambda x, alpha=alpha: K.celu(x, alpha))
add("leaky", STEPS, lambda: L.LeakyReLU(negative_slope=0.05))
add("prelu", PICTURE, L.PReLU)
add("prelu_shared", (None, None, 4), lambda: L.PReLU(shared_axes=[1, 2]))
for axis in (-1, 1, 2, 3):
    add(f"softmax_{axis}", PICTURE, lambda axis=axis: L.Softmax(axis=axis))
add("softmax_unknown", (None, 4), lambda: L.Softmax(axis=1))

# ---- convolutions
for padding in ("valid", "same"):
    for strides in (1, 2):
        options = {"padding": padding, "strides": strides}
        tag = f"{padding}_{strides}"
        add(f"conv1d_{tag}", STEPS, lambda o=options: L.Conv1D(3, 3, **o))
        add(f"conv2d_{tag}", PICTURE, lambda o=options: L.Conv2D(3, (3, 2), **o))
        add(f"conv3d_{tag}", (5, 4, 6, 2), lambda o=options: L.Conv3D(3, 2, **o))
        add(f"depthwise_{tag}", PICTURE, lambda o=options: L.DepthwiseConv2D(3, depth_multiplier=2, **o))
        add(f"depthwise1d_{tag}", STEPS, lambda o=options: L.DepthwiseConv1D(3, depth_multiplier=2, **o))
        add(f"separable_{tag}", PICTURE, lambda o=options: L.SeparableConv2D(5, 3, depth_multiplier=2, **o))
        add(f"separable1d_{tag}", STEPS, lambda o=options: L.SeparableConv1D(5, 3, **o))
        for size in (2, 3):
            add(f"transpose1d_{tag}_{size}", STEPS, lambda o=options, s=size: L.Conv1DTranspose(3, s, **o))
            add(f"transpose2d_{tag}_{size}", PICTURE, lambda o=options, s=size: L.Conv2DTranspose(3, s, **o))
            add(f"transpose3d_{tag}_{size}", (3, 4, 3, 2), lambda o=options, s=size: L.Conv3DTranspose(3, s, **o))
        for kind, n, shape in (("Max", 1, STEPS), ("Max", 2, PICTURE), ("Average", 1, STEPS), ("Average", 2, PICTURE)):
            pool = getattr(L, f"{kind}Pooling{n}D")
            add(f"{kind}{n}_{tag}", shape, lambda o=options, pool=pool: pool(3, **o))
        for kind in ("Max", "Average"):
            pool = getattr(L, f"{kind}Pooling3D")
            add(f"{kind}3_{tag}", (5, 4, 6, 2), lambda o=options, pool=pool: pool(2, **o))
    for rate in (2, 3):
        o = {"padding": padding, "dilation_rate": rate}
        add(f"dilated1d_{padding}_{rate}", (12, 3), lambda o=o: L.Conv1D(3, 3, **o))
        add(f"dilated2d_{padding}_{rate}", (12, 11, 3), lambda o=o: L.Conv2D(3, 3, **o))
        add(f"dilated3d_{padding}_{rate}", (7, 8, 9, 2), lambda o=o: L.Conv3D(3, 2, **o))
        add(f"dilated_depthwise_{padding}_{rate}", (12, 11, 3), lambda o=o: L.DepthwiseConv2D(3, **o))
        add(f"dilated_separable_{padding}_{rate}", (12, 11, 3), lambda o=o: L.SeparableConv2D(3, 3, **o))
add("conv_kernel_under_stride", PICTURE, lambda: L.Conv2DTranspose(3, 2, strides=3))
add("conv_output_padding", PICTURE, lambda: L.Conv2DTranspose(3, 3, strides=2, output_padding=1, activation="relu"))
add("conv_output_padding_0", PICTURE, lambda: L.Conv2DTranspose(3, 3, strides=2, output_padding=0))
add("conv_groups", PICTURE, lambda: L.Conv2D(6, 3, groups=2, activation="relu"))
add("conv_groups_dilated", (12, 11, 4), lambda: L.Conv2D(8, 3, groups=4, dilation_rate=2, activation="leaky_relu"))
add("conv_groups_as_channels", PICTURE, lambda: L.Conv2D(8, 3, groups=4))
add("conv1d_groups", STEPS, lambda: L.Conv1D(6, 3, groups=2))
for strides, rate in ((1, 1), (2, 1), (1, 2)):
    o = {"padding": "causal", "strides": strides, "dilation_rate": rate}
    add(f"causal_{strides}_{rate}", STEPS, lambda o=o: L.Conv1D(3, 3, **o))
    add(f"causal_unknown_{strides}_{rate}", (None, 4), lambda o=o: L.Conv1D(3, 3, **o))
add("conv_without_bias", PICTURE, lambda: L.Conv2D(3, 3, use_bias=False), lambda: L.DepthwiseConv2D(2, use_bias=False))
add("conv_unknown", (None, None, 3), lambda: L.Conv2D(3, 3), lambda: L.SeparableConv2D(3, 3), L.GlobalMaxPooling2D)
add("depthwise_strides", PICTURE, lambda: L.DepthwiseConv2D(3, activation="leaky_relu"))
FIRST = {"data_format": "channels_first"}
add("first_global", (3, 8, 9), lambda: L.GlobalAveragePooling2D(**FIRST))
add("first_global_keepdims", (3, 8, 9), lambda: L.GlobalMaxPooling2D(keepdims=True, **FIRST))
add(
    "first_padding",
    (3, 8, 9),
    lambda: L.ZeroPadding2D((1, 2), **FIRST),
    lambda: L.Cropping2D(((0, 1), (2, 1)), **FIRST),
)
add("first_upsampling", (3, 4, 5), lambda: L.UpSampling2D(2, interpolation="bilinear", **FIRST))
add("first_flatten", (3, 4, 5), lambda: L.Flatten(**FIRST))
