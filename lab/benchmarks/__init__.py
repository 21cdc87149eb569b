"""What `--bench` runs. Each has measure(dataset, data_dir), which prints a table and returns what
`--json` stores; one that also has a figure, draw(measurements).
"""
