import keras
import numpy as np

keras.config.set_floatx("float64")
one, y = np.ones((1, 1)), np.full((1, 1), [[y]], "float64")


def gradient(activation, loss):
    """One step at rate 1 moves the only weight, z, by minus the gradient."""
    layer = keras.layers.Dense(1, activation, use_bias=False)
    model = keras.Sequential([keras.Input((1,)), layer])
    layer.set_weights([[[z]] * one])
    model.compile(keras.optimizers.SGD(1.0), loss)
    model.train_on_batch(one, y)
    return [[z]] - layer.get_weights()[0].item()


strong = gradient(None, keras.losses.BinaryCrossentropy(from_logits=True))
weak = gradient("sigmoid", keras.losses.MeanSquaredError())
print(strong, weak, strong / weak)
