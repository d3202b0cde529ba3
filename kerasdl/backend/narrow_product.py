"""Matrix products of bfloat16 numbers with float32 sums, on JAX, forward and backward."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

NARROW = jnp.bfloat16


def narrow_product(x: Any, kernel: Any) -> Any:
    """`x @ kernel`, its factors rounded to bfloat16; so are those of its gradients.

    Args:
        x: float32, (batch, inputs).
        kernel: float32, (inputs, units).

    Returns:
        float32, (batch, units).
    """
    # Always true, but known only when it runs: what XLA could work out beforehand, it would fold away.
    known_late = kernel[0, 0] == kernel[0, 0]
    return _product(x, kernel, known_late)


@jax.custom_vjp
def _product(x: Any, kernel: Any, known_late: Any) -> Any:
    return _multiply(x.astype(NARROW), kernel.astype(NARROW))


def _forward(x: Any, kernel: Any, known_late: Any) -> tuple[Any, tuple[Any, Any, Any]]:
    # Kept as it was multiplied: to keep `x` would have XLA compute whatever gives `x` a second time.
    narrow = x.astype(NARROW)
    return _multiply(narrow, kernel.astype(NARROW)), (narrow, kernel, known_late)


def _backward(kept: tuple[Any, Any, Any], gradient: Any) -> tuple[Any, Any, None]:
    x, kernel, known_late = kept
    gradient = gradient.astype(NARROW)
    # Over the last axis of both: so XLA multiplies at once, where a transposed kernel would be written first.
    over_units = (((1,), (1,)), ((), ()))
    to_x = jax.lax.dot_general(gradient, kernel.astype(NARROW), over_units, preferred_element_type=jnp.float32)
    return to_x, _multiply(_transposed(x, known_late), gradient), None


def _multiply(left: Any, right: Any) -> Any:
    return jnp.dot(left, right, preferred_element_type=jnp.float32)


def _transposed(matrix: Any, known_late: Any) -> Any:
    """The transposed matrix, rounded, laid out anew.

    XLA folds a transposition into the product that uses it, and for a left factor has no fast product then. The result
    of a condition it takes as it is. (Where a `kernel` has NaN, so has the result either way.)
    """
    return jax.lax.cond(known_late, lambda m: m.T, lambda m: jnp.full(m.shape[::-1], jnp.nan, NARROW), matrix)


_product.defvjp(_forward, _backward)
