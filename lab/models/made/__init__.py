"""MADE: masked autoregressive density estimators.

orders.py    in which order the pixels are visited
degrees.py   degrees of the units, and the masks that follow from them
model.py     MADE: log p(x), training
mixture.py   several MADEs as one density
sampling.py  samples pixel by pixel; halves.py the same much faster
network.py   the weights in NumPy, as samplers take them
"""
