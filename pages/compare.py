"""Compare: the same ten digits through several models; ablations, all figures, and how each run was trained."""

import streamlit as st

from ui import ablation, measured
from ui.digits import deliver_digits
from ui.few_labels import few_labels
from ui.frame import frame, pick_runs
from ui.instruments.compare import compare
from ui.plane import plane
from ui.takeaway import take_away

WORDS = r"""
**Reconstructed.** The $n$ = 784 pixels of a digit $x$ get noise, and each run decodes the code of what comes out (a VAE its mean):

$$\tilde x = \min(1, \max(0, x + \sigma \varepsilon)), \quad \varepsilon_i \sim \mathcal N(0, 1)$$

$$\hat x = D(E(\tilde x)), \qquad \mathrm{MSE} = \frac1n \sum_i (\hat x_i - x_i)^2$$

With **Clip** off it is $x + \sigma \varepsilon$ itself. At a row's end stands the mean of its ten. A run that is told the digit gets the right one.

**Sampled.** Each picture is $D(\tau\, (\varepsilon_1, \dots, \varepsilon_d))$ with $\varepsilon \sim \mathcal N(0, I)$. A VAE is trained so that its codes, taken together,
resemble such draws. The loss of a plain autoencoder never mentions them: they may land where it has no codes, or all in one place of its map.{speck}
A run that is told the digit is told 0 to 9, from left to right.

**Why copies blur.** For all digits that share a code, the best single answer is their average, and binary cross-entropy has the same optimum as the square:

$$\arg\min_{\hat x} \mathbb E\big[\lVert x - \hat x \rVert^2 \mid z\big] = \mathbb E[x \mid z]$$

$$\mathrm{BCE} = -\sum_i \big(x_i \log \hat x_i + (1 - x_i) \log(1 - \hat x_i)\big) \text{ nats}$$

**ELBO and KL.** With a posterior $q = \mathcal N(\mu, \mathrm{diag}\, s^2)$ over the code, the negative ELBO is what a digit costs, the copy and the code:

$$-\mathrm{ELBO} = \mathbb E_{z \sim q}\big[\mathrm{BCE}(x, D(z))\big] + \mathrm{KL}, \qquad \mathrm{KL} = \frac12 \sum_j \big(\mu_j^2 + s_j^2 - 1 - \log s_j^2\big)$$

Its first term is measured as in training, with draws of $q$. A *copy's cost* is the BCE of the decoded mean, which plain autoencoders have as well; it hides what the width of $q$ costs. BCE is
linear in the grey levels $x$, so it is the mean of $-\log p(b \mid z)$ over black and white images $b$ drawn from them: all nats here are those of such images, for an encoder that sees
the grey digit. The importance-weighted bound weighs $k$ draws and lies nearer to $-\log p(b)$; Encode shows it live. A run told the digit $y$ bounds $-\log p(b \mid y)$: that is not ranked.

**Rate and distortion.** A VAE minimises $D + \beta R$: the distortion $D$ (BCE of draws) plus $\beta$ times the rate $R$ (KL). Along the curve of the best $(R, D)$

$$\frac{\mathrm dD}{\mathrm dR} = -\beta, \qquad \mathbb E[R] = I(x; z) + \mathrm{KL}(q(z) \,\Vert\, p(z)) \ge I(x; z),$$

so a larger $\beta$ stops further left, where one more nat of code would still save $\beta$ nats of copy, and the line from one $\beta$ to the next has a slope between the two $-\beta$.
A slope outside says that one of the two runs is not at its best. Points of equal $-$ELBO lie on a line of slope $-1$, so $\beta = 1$ is where the curve touches the lowest.

**Bottleneck and noise.** A code of at most 32 numbers cannot carry 784 independent ones. But an encoder that never saw noise puts a noisy digit on the code of another one, and
a wrong digit costs more than a blurred one: a short code helps only where the encoder knows which code to choose. Clipping is part of it: it turns the noise of a black pixel into light,
$\mathbb E[\max(0, \sigma \varepsilon)] = \sigma / \sqrt{2 \pi} \approx 0.4\, \sigma$ on the average, a haze that no training digit has.

**The other columns.** SSIM is the mean over windows (Gaussian, standard deviation 1.5 pixels) of

$$\frac{(2 \mu_x \mu_{\hat x} + c_1)(2 \sigma_{x \hat x} + c_2)}{(\mu_x^2 + \mu_{\hat x}^2 + c_1)(\sigma_x^2 + \sigma_{\hat x}^2 + c_2)}, \qquad c_1 = 0.01^2, \; c_2 = 0.03^2,$$

and 1 for equal images. Active: coordinates of a VAE's code whose mean has a variance above 0.01 over the test digits. 10-NN: share of codes whose digit is that of most of their
ten nearest. Every run was trained once, from one seed: small differences may be chance.
"""

cards = frame(
    "Which model is better at what, and why?",
    "The same ten digits through every model, or the same ten draws. Drag the slider; figures below.",
)
picked = pick_runs(cards, "models", ["conv-ae-2", "conv-vae-2", "conv-ae-16", "conv-vae-16", "conv-dae-16"], most=5)
source = deliver_digits()
compare(picked, source)
with st.expander("What you are seeing"):
    st.markdown(WORDS.replace("{speck}", measured.speck_words(cards)))
plane(cards)
ablation.one_number(cards, source["one"] == "test image")
measured.all_runs(cards)
few_labels(cards, st.context.theme.type or "light")
measured.training(cards, picked[0].name)
take_away(picked, cards)
