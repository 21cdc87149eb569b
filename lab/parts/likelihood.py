"""How likely an image is under a VAE: estimates of log p(x), and training on better ones (IWAE).

Question: where should z be drawn from to estimate log p(x), and what does training on the
    importance-weighted estimate gain?
Source: lecture, "Generating new objects" (the integral over z; drawing from q(z|x) is better than
    from the prior); Burda, Grosse, Salakhutdinov, "Importance Weighted Autoencoders" (2016) for the
    training, its network (one stochastic layer) and its numbers.
Command: python run_lab.py --part likelihood
    python run_lab.py --part likelihood --dataset binarized_mnist --set preset=iwae
Time: about six minutes on two cores, preset=iwae seventy; k = 50 takes nearly half of it.
What one should see: one draw from q(z|x) tells more than hundreds from the prior where z is two
    numbers, and more than thousands where it is fifty: of those a single one counts. With thousands
    of draws and two latents the prior overtakes: q leaves out some of the posterior, and what it
    never draws is missing. In the linear-Gaussian VAE, whose q is made too wide rather than too
    narrow, estimates come to the exact log p(x), from the prior a hundred times more slowly. At
    equally many updates, larger k makes images likelier and more latents active, and its single
    draws worse (the ELBO falls). With preset=iwae the numbers of the paper, within 0.3 nats on the
    fixed set and 0.5 on dynamic_mnist; there every k keeps the latents that k = 1 has found, some
    twenty.
How -log p(x) of the test images is estimated: all of them with 100 draws from q(z|x), and what
    5,000 gain on some, on average, taken off; `test_nll_error_...` is the standard error of that.
"""

import dataclasses
from typing import ClassVar

from lab.parts import likelihood_figures, likelihood_numbers, published
from lab.parts.experiment import Expected, Outcome, gathered, merged
from lab.parts.parameters import setting
from lab.parts.vae_networks import mirrored

PLANE = 2
# of Adam: Burda et al., section 5.1
EPSILON = 1e-4
# of the learning rate, where a training goes on from another one
LEFT = 0.25


@dataclasses.dataclass(frozen=True)
class Parameters:
    """The network of Burda et al.; rate and epochs are ours, chosen on validation images.

    samples: the k of each training. Its rate falls to 0 as a cosine. shared_epochs: of a training
    with k = 1 before, in which the rate falls to a quarter; the first k goes on from there, every
    other one from the k before it. 0: every k starts anew. draws: of z, for the estimates of
    log p(x); images: for which both proposals draw so many; scored: test images for which q does.
    """

    PRESETS: ClassVar = {
        "short": {},
        "iwae": {
            "shared_epochs": 800,
            "epochs": 80,
            "batch_size": 100,
            "scored": 2000,
        },
    }

    preset: str = setting("short", choices=tuple(PRESETS))
    hidden_layers: tuple[int, ...] = setting((200, 200), at_least=1)
    z_dim: int = setting(50, at_least=1)
    activation: str = setting("tanh", choices=("tanh", "relu", "elu", "gelu", "silu"))
    samples: tuple[int, ...] = setting((1, 5, 50), at_least=1)
    draws: int = setting(5000, at_least=10)
    images: int = setting(200, at_least=2)
    scored: int = setting(200, at_least=2)
    shared_epochs: int = setting(0, at_least=0)
    epochs: int = setting(5, at_least=1)
    batch_size: int = setting(20, at_least=1)
    learning_rate: float = setting(0.002, above=0)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)

    def smoke(self):
        """The variant that runs in seconds."""
        short = {"epochs": 2, "updates_per_epoch": 40, "draws": 300}
        if self.shared_epochs:
            short["shared_epochs"] = 2
        return dataclasses.replace(
            self, hidden_layers=(60,), z_dim=10, images=100, scored=100, **short
        )


def _as_published(dataset):
    """The numbers of Burda et al. for one of their data sets, as what the long run should reach."""
    return [
        Expected(
            f"test_nll_{name.replace(' = ', '')}",
            nats - 5,
            nats + 0.5,
            f"Burda et al., {name}: {nats:.2f}; own aim: at most half a nat more",
            dataset,
            "iwae",
        )
        for name, nats in published.PROTOCOLS[dataset].iwae.items()
    ]


EXPECTED = (
    Expected(
        "linear_largest_error_posterior",
        None,
        0.1,
        "closed form: log p(x) of a linear-Gaussian VAE",
    ),
    Expected("prior_draws_for_1_of_q", 100, None, "lecture: q(z|x) needs far fewer draws"),
    Expected("gain_of_largest_k", 0, 5, "Burda et al.: k = 50 gains 1.61 nats on k = 1"),
    *_as_published(published.FIXED),
    *_as_published(published.DYNAMIC),
)


def run(context):
    """Trains a VAE with codes of two numbers and an IWAE for each k; measures their likelihoods."""
    p = context.parameters
    context = context.unlabelled()
    plane, rows = _train(context, "plane", PLANE, 1)
    models, histories, shared, before = {}, {"plane": rows}, [], None
    if p.shared_epochs:
        before, shared = _shared(context)
        models["shared"] = before
    for k in p.samples:
        models[f"k{k}"], histories[f"k{k}"] = _train(context, f"k{k}", p.z_dim, k, before)
        if p.shared_epochs:
            before = models[f"k{k}"]
    test = context.dataset.test
    numbers, wide = likelihood_numbers, models[f"k{min(p.samples)}"]
    measured = [
        context.measured("closed_form", numbers.of_the_closed_form, context),
        context.measured("proposals_plane", numbers.of_proposals, "plane", plane, test, p),
        context.measured("proposals", numbers.of_proposals, "", wide, test, p),
        *(
            context.measured(name, numbers.of_a_training, name, model, test, p)
            for name, model in models.items()
        ),
    ]
    metrics, arrays = gathered(measured)
    arrays["samples"] = p.samples
    if shared:
        losses = ("train_loss", "val_loss")
        arrays |= {f"shared_{name}": [row[name] for row in shared] for name in losses}
    least, largest = (metrics[f"test_nll_k{k}"] for k in (min(p.samples), max(p.samples)))
    metrics |= {"gain_of_largest_k": least - largest, "seconds_shared": _seconds(shared)}
    metrics |= {f"seconds_k{k}": _seconds(histories[f"k{k}"]) for k in p.samples}
    return Outcome(metrics, merged(histories), arrays)


def _shared(context):
    """The network from whose weights the first k goes on, and its history."""
    import keras

    p, schedule = context.parameters, context.schedule(context.parameters.shared_epochs)
    model = _network(context, p.z_dim, 1)
    rate = keras.optimizers.schedules.CosineDecay(p.learning_rate, schedule.updates, alpha=LEFT)
    model.compile(optimizer=keras.optimizers.Adam(rate, epsilon=EPSILON))
    return model, context.fit(model, "shared", schedule)


def _train(context, name, z_dim, k, before=None):
    """The network of one k, which goes on from another one where there is one before."""
    import keras

    p, data = context.parameters, context.dataset
    model, start = _network(context, z_dim, k), p.learning_rate
    if before is not None:
        model.set_weights(before.get_weights())
        start *= LEFT
    schedule = context.schedule(p.epochs)
    rate = keras.optimizers.schedules.CosineDecay(start, schedule.updates)
    model.compile(optimizer=keras.optimizers.Adam(rate, epsilon=EPSILON))
    measure = likelihood_numbers.after_an_epoch(data.valid or data.test, p.draws)
    return model, context.fit(model, name, schedule, measure)


def _network(context, z_dim, k):
    from lab.models import IWAE, PlainVAE

    options = {"z_dim": z_dim, **mirrored(context)}
    model = IWAE(samples=k, **options) if k > 1 else PlainVAE(**options)
    model.start_at_frequencies(context.dataset.train.spread().images)
    return model


def _seconds(rows):
    return float(sum(row["seconds"] for row in rows))


def draw(record):
    """The figures of a finished run, by name."""
    return likelihood_figures.all_figures(record)
