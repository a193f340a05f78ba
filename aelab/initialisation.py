"""How the first weights of a model are drawn, where PyTorch's own way is not taken."""

from __future__ import annotations

import math

import torch
from torch import nn

from aelab.models import Autoencoder

GAIN = 1.6  # keeps the variance of a signal that goes through SiLU (He et al. 2015 derive it for ReLU)
START_DECODER = 0.06  # of GAIN, so that the first pictures are grey and the first gradients small
START_LOG_VAR = 0.1  # so that every posterior begins about as wide as the prior


@torch.no_grad()
def near_identity(model: Autoencoder) -> None:
    """Draw the weights anew so that each layer keeps its input's variance and square linear layers begin near the identity.

    PyTorch's own start loses two thirds of a signal's variance at every layer, and a VAE behind a deep dense part then leaves
    many coordinates unused (docs/lab-notes.md). A square layer near the identity is at
    first no layer at all, so depth costs nothing until it helps (as with residual layers, He et al. 2016).
    """
    for layer in (*model.encoder, *model.decoder):
        if isinstance(layer, nn.Linear | nn.Conv2d | nn.ConvTranspose2d):
            fan_in = layer.weight[0].numel()
            if isinstance(layer, nn.ConvTranspose2d):  # each output pixel sees the kernel's share of every input channel
                fan_in = layer.weight[:, 0].numel() / math.prod(layer.stride)
            nn.init.normal_(layer.weight, std=GAIN / math.sqrt(fan_in))
            nn.init.zeros_(layer.bias)
        if isinstance(layer, nn.Linear) and layer.in_features == layer.out_features:
            layer.weight.mul_(0.1).add_(torch.eye(layer.in_features))
    code, image = ([layer for layer in side if hasattr(layer, "weight")][-1] for side in (model.encoder, model.decoder))
    code.weight.div_(GAIN)
    code.weight[model.spec.latent_size :].mul_(START_LOG_VAR)  # a plain autoencoder has no such rows
    image.weight.mul_(START_DECODER)


INITIALISATIONS = {"torch": lambda model: None, "near-identity": near_identity}
