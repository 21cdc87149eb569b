"""The lab sheet's VAE in other libraries, all with the same `train(steps)` and `model`."""
