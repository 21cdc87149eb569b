"""MADE: masked autoregressive density estimators."""
