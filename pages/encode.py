"""Encode: what a variational model writes down for one digit, and what it pays for it."""

import streamlit as st

from ui.digits import deliver_digits
from ui.frame import frame, pick_run
from ui.instruments.encode import encode
from ui.takeaway import take_away

WORDS = r"""
**The posterior.** A VAE's encoder does not give the digit $x$ one code. It writes down two numbers for each coordinate, a mean $\mu_i$ and a spread $\sigma_i$, and with them a
distribution over codes:

$$q(z \mid x) = \mathcal N\bigl(z;\ \mu(x),\ \mathrm{diag}\,\sigma^2(x)\bigr)$$

**The trick.** Training must send a gradient back through a draw from $q$. A draw taken straight from $q$ has no derivative in $\mu$ and $\sigma$, so all chance is put into
$\varepsilon$, which depends on no weight (Kingma & Welling 2014):

$$z = \mu + \sigma \odot \varepsilon, \quad \varepsilon \sim \mathcal N(0, I), \qquad \frac{\partial z_i}{\partial \mu_i} = 1, \quad \frac{\partial z_i}{\partial \sigma_i} = \varepsilon_i$$

For a given $\varepsilon$, $z$ is a differentiable function of $\mu$ and $\sigma$: the gradient passes through them to the encoder. The ring is $\varepsilon$; the circles are one and two
sigma, and $\sigma$ stretches them into the ellipses of $q$. In two dimensions they hold $1 - e^{-1/2}$ = 39 % and $1 - e^{-2}$ = 86 % of the draws, not 68 % and 95 %. The grey dots are the first 64
draws of the mean below, the same for every digit.

**The cost**, in nats, is the negative evidence lower bound, a sum of two terms:

$$-\mathrm{ELBO}(x) = \underbrace{\mathbb E_{\varepsilon}\bigl[\mathrm{BCE}\bigl(x, \hat x(\mu + \sigma \odot \varepsilon)\bigr)\bigr]}_{\text{reconstruction term}} + \underbrace{\tfrac12 \sum_{i=1}^{d} \left(\mu_i^2 + \sigma_i^2 - 1 - \log \sigma_i^2\right)}_{\mathrm{KL}(q(z \mid x)\,\Vert\,\mathcal N(0, I))}$$

KL has a closed form and needs no draw: moving $\varepsilon$ cannot change it. The expectation has none. Training takes one draw for each digit, the row *this draw*; the row below it is
the mean of $n$ draws, with the standard error $s / \sqrt n$ ($s$ the standard deviation over the draws).

**The floor.** The pixels are grey, $0 \le x_j \le 1$, and the cross-entropy over the 784 of them splits in two:

$$\mathrm{BCE}(x, \hat x) = -\sum_j \bigl[x_j \log \hat x_j + (1 - x_j) \log (1 - \hat x_j)\bigr] = \sum_j H(x_j) + \sum_j \mathrm{KL}\bigl(\mathcal B(x_j)\,\Vert\,\mathcal B(\hat x_j)\bigr)$$

$\mathcal B(p)$ is a coin that shows 1 with probability $p$, and $H(p) = -p \log p - (1 - p) \log (1 - p)$ its entropy. The second sum is 0 for a perfect copy, the first is not: it is the
entropy of the pixels themselves, 0 only where all are black or white.

**Whose likelihood?** BCE is linear in $x$. Let $b$ be a black and white image drawn from the grey one, each pixel white with probability $x_j$: then
$\mathrm{BCE}(x, \hat x) = \mathbb E_b[-\log p(b \mid z)]$, and the sum is the $-$ELBO of such images, with an encoder that sees the grey digit. A density of the grey levels themselves needs a
normalising constant (Loaiza-Ganem & Cunningham 2019), and its nats are others.

**Weighing draws.** The mean of $k$ weights inside the logarithm gives a bound that is the tighter the larger $k$ is (Burda et al. 2016):

$$\log w = -\mathrm{BCE}(x, \hat x(z)) + \log p(z) - \log q(z \mid x), \qquad \mathbb E_b[-\log p(b)] \;\le\; -\mathbb E\Bigl[\log \frac1k \sum_{i=1}^{k} w_i\Bigr] \;\le\; -\mathrm{ELBO}$$

It bounds the likelihood of the same black and white images, by Hölder's inequality. The dots at $k = 1$ are single draws; the curve is, for each $k$, the mean over groups of $k$ draws that
follow one another, and *Draw ε* and *Play* add theirs. It begins beside the line because KL is sampled in it, too. At its end the groups are nearly one: for one digit it is noisy, and the
figures on Compare are means over many.
"""

cards = frame(
    "What does a VAE write down for a digit?", "A mean and a spread for each coordinate; the code is a draw. Drag the draw."
)
card = pick_run(cards)
spec, beta = card.model, card.recipe.beta
encode(card, deliver_digits())
with st.expander("What you are seeing"):
    st.markdown(WORDS)
    if spec.variational and beta != 1:
        st.markdown(
            f"**This run** was trained with $\\beta = {beta:g}$ (Higgins et al. 2017). Its objective is the ELBO for $\\beta = 1$ alone:"
        )
        st.latex(r"\mathrm{BCE}(x, \hat x) + \beta\, \mathrm{KL}(q(z \mid x)\,\Vert\,\mathcal N(0, I))")
    if spec.classes:
        st.markdown(
            "This run is told the digit $y$ at both ends, $q(z \\mid x, y)$ and $\\hat x(z, y)$: its nats are those of $-\\log p(b \\mid y)$, not to be "
            "ranked with the others'. For a drawing it is told the digit under which its mean copies best."
        )
take_away([card], cards)
