"""The lab sheet's VAE in PyTorch."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from lab.benchmarks.peers.vae import weights
from lab.errors import LabError


class Loop:
    """A plain loop over batches in memory, from the weights of the lab's model.

    `model` always holds the weights that the loop has reached.
    """

    fused_adam = False

    def __init__(self, model, images, labels, learning_rate):
        self.images = torch.from_numpy(images)
        self.labels = torch.from_numpy(np.asarray(labels, np.int64))
        arrays = weights.arrays(model)
        self.layers = nn.ModuleList(nn.Linear(*kernel.shape) for kernel, _ in arrays)
        self._keras_model = model
        with torch.no_grad():
            for layer, (kernel, bias) in zip(self.layers, arrays, strict=True):
                layer.weight.copy_(torch.from_numpy(kernel.T))
                layer.bias.copy_(torch.from_numpy(bias))
        self.optimizer = torch.optim.Adam(
            self.layers.parameters(), lr=learning_rate, eps=1e-7, fused=self.fused_adam
        )

    def train(self, steps):
        totals = torch.zeros(4)
        for step in range(steps):
            terms = self._terms(self.images[step], self.labels[step])
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
        arrays = [
            (layer.weight.detach().numpy().T, layer.bias.detach().numpy()) for layer in self.layers
        ]
        return weights.assigned(self._keras_model, arrays)


class Compiled(Loop):
    """The same loop: the loss and its gradient by `torch.compile`, the update by fused Adam.

    Raises LabError where nothing can be compiled: this needs a C++ compiler.
    """

    fused_adam = True

    def __init__(self, *args):
        super().__init__(*args)
        # one thread compiles in this process, whose time is known; others would be other work
        self._terms = torch.compile(self._terms, options={"compile_threads": 1})
        try:
            self._terms(self.images[0], self.labels[0])[0].backward()
        except RuntimeError as error:
            raise LabError(str(error).strip().splitlines()[0]) from error
