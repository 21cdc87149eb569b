"""The lab sheet's VAE in PyTorch, for comparison only: the lab never needs torch."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

BATCH_SIZE = 100


class TorchLoop:
    """A plain loop over tensors in memory, from the weights of the lab's model.

    `model` always holds the weights that the loop has reached.
    """

    def __init__(self, model, images, labels, learning_rate):
        self.images = torch.from_numpy(images)
        self.labels = torch.from_numpy(np.asarray(labels, np.int64))
        sizes = [weights.shape for weights in model.get_weights() if weights.ndim == 2]
        self.layers = nn.ModuleList(nn.Linear(*size) for size in sizes)
        self._keras_model = model
        with torch.no_grad():
            for layer, (kernel, bias) in zip(self.layers, _pairs(model), strict=True):
                layer.weight.copy_(torch.from_numpy(kernel.numpy().T))
                layer.bias.copy_(torch.from_numpy(bias.numpy()))
        self.optimizer = torch.optim.Adam(self.layers.parameters(), lr=learning_rate, eps=1e-7)

    def train(self, steps):
        totals = torch.zeros(4)
        for step in range(steps):
            batch = slice(step * BATCH_SIZE, (step + 1) * BATCH_SIZE)
            terms = self._terms(self.images[batch], self.labels[batch])
            self.optimizer.zero_grad()
            terms[0].backward()
            self.optimizer.step()
            totals += torch.stack([term.detach() for term in terms])

    def _terms(self, x, y):
        encoder, mu_head, log_var_head, decoder, pixel_head, classifier, digit_head = self.layers
        hidden = torch.sigmoid(encoder(x))
        mu, log_var = mu_head(hidden), log_var_head(hidden)
        z = mu + torch.exp(log_var / 2) * torch.randn_like(mu)
        digit_logits = digit_head(torch.sigmoid(classifier(x)))
        inputs = torch.cat([z, torch.softmax(digit_logits, 1)], 1)
        pixel_logits = pixel_head(torch.sigmoid(decoder(inputs)))
        recon = functional.binary_cross_entropy_with_logits(pixel_logits, x)
        kl = 0.5 * torch.mean(torch.exp(log_var) - log_var - 1 + mu**2)
        cls = functional.cross_entropy(digit_logits, y)
        return 100 * recon + 10 * kl + 10 * cls, recon, kl, cls

    @property
    def model(self):
        for layer, (kernel, bias) in zip(self.layers, _pairs(self._keras_model), strict=True):
            kernel.assign(layer.weight.detach().numpy().T)
            bias.assign(layer.bias.detach().numpy())
        return self._keras_model


def _pairs(model):
    """(kernel, bias) of each layer, in the order in which VAE makes them."""
    variables = model.trainable_variables
    return list(zip(variables[::2], variables[1::2], strict=True))
