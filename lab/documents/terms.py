"""Terms that the report explains in a note where they first stand."""

from lab.languages import to_say

# {name: the note}
TERMS = {
    "judge": to_say(
        "The judge is a separate classifier of the data set's classes, trained once and used by "
        "all parts; its accuracy is among their metrics."
    ),
    "sure": to_say(
        "The judge is sure of an image if it gives some class a probability of at least 0.9."
    ),
    "active": to_say(
        "A latent is active if the variance of its mean μ(x) over the images exceeds 0.01, and in "
        "use if its KL is at least 0.1 nats on average."
    ),
    "mig": to_say(
        "MIG, the mutual information gap: by how much more the best latent tells about a factor "
        "than the second best, over the entropy of the factor; 1 is ideal."
    ),
    "sap": to_say(
        "SAP, the separated attribute predictability: by how much better the best latent predicts "
        "a factor linearly than the second best; 1 is ideal."
    ),
    "dci": to_say(
        "DCI disentanglement: whether a latent matters to the prediction of one factor only; 1 is "
        "ideal."
    ),
    "sharpness": to_say(
        "Sharpness: the variance of the Laplacian over an image, averaged over images. It is "
        "compared with that of real images: a higher one is noise, not quality."
    ),
    "frechet": to_say(
        "The Fréchet distance between normal distributions fitted to the judge's features of real "
        "and of generated images, squared; 0 is ideal. It is not the FID, whose features come from "
        "another network."
    ),
    "precision": to_say(
        "Precision: the share of generated images that lie near real ones in the judge's features; "
        "recall: the share of real images near generated ones."
    ),
    "psnr": to_say(
        "PSNR, the peak signal-to-noise ratio: −10 log₁₀ of the squared error, averaged over all "
        "pixels, which lie in [0, 1]; 10 dB more are a tenth of the error."
    ),
    "auroc": to_say(
        "AUROC, the area under the ROC curve: the probability that a case to be found has a higher "
        "score than another one; 0.5 is chance, 1 is ideal."
    ),
    "nmi": to_say(
        "NMI, the normalised mutual information of clusters and classes: their mutual information "
        "over the mean of their entropies; 0 if they are independent, 1 if they agree."
    ),
    "aim": to_say(
        "An aim is a bound of our own, set before the run; a published value stands in a paper or "
        "in the lab sheet."
    ),
}
