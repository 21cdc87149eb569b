"""Arrays in, matplotlib Figures out: no TensorFlow, no models, no files."""
