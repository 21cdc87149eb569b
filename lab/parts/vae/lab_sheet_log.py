"""The training log that the lab sheet prints (figure 4), and what it says about single epochs."""

# epoch -> means accumulated since epoch 1, as the progress bar shows them: recon, kl, cls
ACCUMULATED = {
    13: (0.2043, 0.0965, 0.1630),
    14: (0.2029, 0.1008, 0.1554),
    15: (0.2015, 0.1048, 0.1485),
    16: (0.2003, 0.1086, 0.1423),
    17: (0.1992, 0.1122, 0.1365),
    18: (0.1981, 0.1156, 0.1311),
    19: (0.1971, 0.1189, 0.1262),
    20: (0.1962, 0.1220, 0.1216),
}
# epoch -> mean of the epoch's training loss
TRAIN_LOSS = {
    12: 20.8745, 13: 20.7125, 14: 20.5668, 15: 20.4417, 16: 20.3529,
    17: 20.2386, 18: 20.1539, 19: 20.0928, 20: 20.0188,
}  # fmt: skip
VAL_LOSS = {
    13: 20.8937, 14: 20.7963, 15: 20.7233, 16: 20.6639,
    17: 20.5604, 18: 20.5156, 19: 20.4387, 20: 20.4167,
}  # fmt: skip


def epoch_terms():
    """{"recon" | "kl" | "cls": (epochs, values)}: means of single epochs, decoded.

    With a_e the mean accumulated up to epoch e, epoch e alone had e a_e - (e - 1) a_(e-1). The
    rounding of the printed numbers leaves about +-0.002 in each.
    """
    epochs = sorted(ACCUMULATED)[1:]
    return {
        name: (
            epochs,
            [e * ACCUMULATED[e][i] - (e - 1) * ACCUMULATED[e - 1][i] for e in epochs],
        )
        for i, name in enumerate(("recon", "kl", "cls"))
    }
