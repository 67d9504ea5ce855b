"""Runs the code that the app shows for other libraries, each piece as if it came first."""

import contextlib
import importlib.util
import io
import os
import warnings

LIBRARIES = {
    "PyTorch": ["torch"],
    "Keras": ["keras"],
    "JAX / optax": ["jax", "optax"],
    "scikit-learn": ["sklearn"],
}
MISSING = {
    library: [module for module in modules if importlib.util.find_spec(module) is None]
    for library, modules in LIBRARIES.items()
}


def printed_by(code):
    """The number that a snippet prints first."""
    os.environ.setdefault("KERAS_BACKEND", "torch" if MISSING["JAX / optax"] else "jax")
    out = io.StringIO()
    with contextlib.redirect_stdout(out), warnings.catch_warnings():
        # With JAX below it, Keras has no float64 unless JAX is told so, and says that.
        warnings.filterwarnings("ignore", "Explicitly requested dtype float64")
        exec(compile(code, "snippet", "exec"), {})
        if not MISSING["JAX / optax"]:
            importlib.import_module("jax").config.update("jax_enable_x64", False)
        if not MISSING["Keras"]:
            importlib.import_module("keras").config.set_floatx("float32")
    return float(out.getvalue().split()[0].strip("[](),"))
