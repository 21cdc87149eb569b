"""Measures of models, images and labels; nothing here trains, plots or stores."""
