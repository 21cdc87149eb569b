"""The coursework's MADE in PyTorch."""

import torch
from torch.nn import functional


class MaskedLoop:
    """A plain loop: weights times masks, PyTorch's automatic gradient, its SGD."""

    def __init__(self, kernels, biases, masks, batches, learning_rate):
        self.kernels = [torch.tensor(kernel, requires_grad=True) for kernel in kernels]
        self.biases = [torch.tensor(bias, requires_grad=True) for bias in biases]
        self.masks = [torch.tensor(mask) for mask in masks]
        self.batches = torch.tensor(batches)
        self.optimizer = torch.optim.SGD([*self.kernels, *self.biases], lr=learning_rate)

    def train(self):
        for x in self.batches:
            loss = self._loss(x)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()

    def weights(self):
        pairs = zip(self.kernels, self.biases, strict=True)
        return [values.detach().numpy() for pair in pairs for values in pair]

    def _loss(self, x):
        values = x
        for i, mask in enumerate(self.masks):
            values = torch.relu(values) if i else values
            values = torch.addmm(self.biases[i], values, self.kernels[i] * mask)
        nats = functional.binary_cross_entropy_with_logits(values, x, reduction="sum")
        return nats / len(x)
