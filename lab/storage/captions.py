"""The line below a figure: which data, which runs, what differs from the canonical run."""

from lab.languages import say


def caption(config, seeds, unsaid=()):
    """The line that says which data, which runs, and what differs from the canonical one.

    config: of any of the runs. seeds: of all of them, in their order. unsaid: the parameters in
    which they differ from each other.
    """
    runs = [
        say("seeds {first} to {last}", first=seeds[0], last=seeds[-1])
        if len(seeds) > 1
        else say("seed {seed}", seed=seeds[0])
    ]
    if config["smoke"]:
        runs.append(say("smoke run"))
    # older records do not say it
    changed = config.get("changed", [])
    changes = [text for text in changed if text.partition("=")[0] not in unsaid]
    groups = (_data_line(config["dataset"]), ", ".join(runs), ", ".join(changes))
    return "; ".join(group for group in groups if group)


def _data_line(data):
    """What the lines below figures say of a data set."""
    if not data["training_images"]:
        return say("data: {name}, made by the part from its seed", name=data["name"])
    counts = {"training": data["training_images"], "test": data["test_images"]}
    said = [
        say(
            "data: {name}, {training:,} training and {test:,} test images",
            name=data["name"],
            **counts,
        )
    ]
    if data.get("thresholded"):
        said.append(say("thresholded at {level}", level=0.5))
    if data.get("augmented"):
        said.append(say("augmented by small random shifts, rotations and scalings"))
    return ", ".join(said)
