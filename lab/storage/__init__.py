"""All that touches the disk: records, run folders, atomic writes, careful reading."""
