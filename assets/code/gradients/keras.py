import keras
import numpy as np

keras.config.set_floatx("float64")
one, y = np.ones((1, 1)), np.full((1, 1), [[y]], "float64")


def gradient(activation, loss):
    """One step at rate 1 moves a weight that is added to z by minus the gradient."""
    weight = keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")
    add_z = keras.layers.Rescaling(1.0, offset=[[z]])
    output = keras.layers.Activation(activation)
    model = keras.Sequential([keras.Input((1,)), weight, add_z, output])
    model.compile(keras.optimizers.SGD(1.0), loss)
    model.train_on_batch(one, y)
    return -weight.get_weights()[0].item()


strong = gradient("linear", keras.losses.BinaryCrossentropy(from_logits=True))
weak = gradient("sigmoid", keras.losses.MeanSquaredError())
print(abs(strong), abs(weak), strong / weak)
