"""The weights of the lab's VAE, as other libraries take and return them."""


def arrays(model):
    """[(kernel [I, O], bias [O])] of its dense layers, in the order in which VAE makes them."""
    values = [variable.numpy() for variable in model.trainable_variables]
    return list(zip(values[::2], values[1::2], strict=True))


def assigned(model, layers):
    """The model with these weights, ordered as those of `arrays`."""
    values = [array for layer in layers for array in layer]
    for variable, value in zip(model.trainable_variables, values, strict=True):
        variable.assign(value)
    return model
