"""Variational autoencoders.

plain.py          PlainVAE: encode, reparameterize, decode, the loss
bounds.py         what every VAE says of log p(x): ELBO, importance weights
classes.py        what the two have in common whose decoder is told the class
lab_sheet.py      VAE: the lab sheet's, with a classifier
cvae.py           CVAE: encoder and decoder are told the class
iwae.py           IWAE: trained on a tighter bound
linear.py         LinearVAE: its log p(x) has a closed form
noisy.py          NoisyVAE: artificial noise on a latent
convolutional.py  ConvVAE: convolutions at both ends
gan.py            VAEGAN: a discriminator compares its images
"""
