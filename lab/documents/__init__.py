"""The report and the explorer, from stored records."""
