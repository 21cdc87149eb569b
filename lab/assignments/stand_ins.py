"""What a copy of the package has in place of functions that would give an exercise's answer away.

An experiment needs some of them: they do the same by the function that is to be written. Where an
exercise of a later lab has a stand-in, it is what that function does in the experiments of the labs
before.
"""

# {target: the lines of its body}
STAND_INS = {
    "lab.framework.blocks:masked_linear_in_blocks": """\
from lab.framework import ops

y = ops.masked_linear(x, w, b, mask)
return ops.relu(y) if rectified else y""",
    "lab.models.made.halves:fast_sample": """\
from lab.models.made.sampling import naive_sample

return naive_sample(network, uniforms, given)""",
    "lab.evaluation.codes:sampled_from": """\
from lab.models.vae.plain import PlainVAE

noise = rng.standard_normal(mu.shape)
return np.asarray(PlainVAE.reparameterize(None, mu, log_var, noise))""",
    "lab.models.vae.plain:PlainVAE.terms": """\
from lab.assignments.one_class import OneClass
from lab.models.vae.lab_sheet import VAE

terms = VAE.terms(OneClass(self), x, OneClass.labels(x), training, step)
return {name: terms[name] for name in ("loss", "recon", "kl")}""",
    "lab.models.vae.bounds:Bounds.elbo": """\
from lab.assignments.one_class import OneClass
from lab.models.vae.lab_sheet import VAE

return VAE.elbo(OneClass(self, y), x, seed=seed)""",
    "lab.models.vae.plain:PlainVAE._loss_weights": """\
if self.warm_up:
    raise NotImplementedError("belongs to exercise 7.1")
weight = self.reconstruction_weight
return (self.input_dim if weight is None else weight), self.beta""",
}
