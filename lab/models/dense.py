"""Dense layers whose weights are a function of a seed."""

import keras


def mlp(units, activation, seed, name, dtype):
    """Dense layers of these widths with one activation, their weights initialised from `seed`."""
    if not units:
        return keras.layers.Identity(name=name, dtype=dtype)
    return keras.Sequential(
        [
            dense(width, seed + 101 * i, activation, f"{name}_{i}", dtype)
            for i, width in enumerate(units)
        ],
        name=name,
    )


def dense(units, seed, activation, name, dtype):
    """A Dense layer whose Glorot-uniform weights are a function of `seed`."""
    return keras.layers.Dense(
        units,
        activation=activation,
        kernel_initializer=keras.initializers.GlorotUniform(seed=seed),
        name=name,
        dtype=dtype,
    )
