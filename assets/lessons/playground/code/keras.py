import keras
import numpy as np

keras.config.set_floatx("float64")
if keras.backend.backend() == "jax":  # it computes in float32 unless told otherwise
    import jax

    jax.config.update("jax_enable_x64", True)
one, y = np.ones((1, 1)), np.full((1, 1), [[y]], "float64")


def gradient(z, activation, loss):
    """One step at rate 1 moves a weight that is added to z by minus the gradient."""
    weight = keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")
    add_z = keras.layers.Rescaling(1.0, offset=z)
    output = keras.layers.Activation(activation)
    model = keras.Sequential([keras.Input((1,)), weight, add_z, output])
    model.compile(keras.optimizers.SGD(1.0), loss)
    model.train_on_batch(one, y)
    return -float(keras.ops.stop_gradient(weight.kernel.value)[0, 0])


# the logits of the ringed point, left and right, after epoch [[epoch]]
entropy = gradient([[z_left]], "linear", keras.losses.BinaryCrossentropy(from_logits=True))
square = gradient([[z_right]], "sigmoid", keras.losses.MeanSquaredError())
print(entropy, square, "the slopes of cross-entropy and squared error")
