"""How weights go down a loss: the optimizers of a recipe with their schedules, and how much the KL term weighs on the way."""

from __future__ import annotations

import torch
from torch import nn

from aelab.models import Autoencoder
from aelab.runs import Recipe


def hidden_matrices(model: Autoencoder) -> list[nn.Parameter]:
    """The matrices of the linear layers, but for the one that ends the encoder: what Muon is made for."""
    linear = [layer for layer in (*model.encoder[:-1], *model.decoder) if isinstance(layer, nn.Linear)]
    return [layer.weight for layer in linear]


class Descent:
    """AdamW over all weights, or Muon over the hidden linear layers' matrices and AdamW over the rest; one-cycle schedules."""

    def __init__(self, model: Autoencoder, recipe: Recipe, steps: int):
        torch.backends.cudnn.deterministic = True
        matrices = hidden_matrices(model) if recipe.muon_rate else []
        apart = {id(matrix) for matrix in matrices}
        rest = [weight for weight in model.parameters() if id(weight) not in apart]
        cycle = recipe.schedule == "one-cycle"
        # a second-moment memory of 100 steps suits a cycle of a few thousand
        settings = dict(betas=(0.9, 0.99 if cycle else 0.999), weight_decay=recipe.weight_decay, fused=True)
        self._optimizers = [(torch.optim.AdamW(rest, recipe.learning_rate, **settings), recipe.learning_rate)]
        if matrices:
            self._optimizers.append(
                (torch.optim.Muon(matrices, recipe.muon_rate, weight_decay=recipe.muon_decay), recipe.muon_rate)
            )
        shape = dict(total_steps=steps, pct_start=0.15, div_factor=10, final_div_factor=100)
        self._schedules = [
            torch.optim.lr_scheduler.OneCycleLR(optimizer, peak, cycle_momentum="betas" in optimizer.defaults, **shape)
            for optimizer, peak in self._optimizers
            if cycle
        ]

    def step(self) -> None:
        """Move the weights along their gradients, and forget those."""
        for optimizer, _ in self._optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        for schedule in self._schedules:
            schedule.step()


def beta_at(recipe: Recipe, done: float) -> float:
    """The weight of the KL term after a share of the steps, in straight lines; see `warm_up` and `branch` of `Recipe`."""
    risen = min(1.0, done / recipe.warm_up) if recipe.warm_up else 1.0
    if not recipe.branch:
        return recipe.beta * risen
    turned = min(1.0, max(0.0, 2 * (done - recipe.branch) / (1 - recipe.branch)))
    return risen * (1 + (recipe.beta - 1) * turned)
