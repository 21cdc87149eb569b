"""What the lab can be asked to do: one file for each verb."""
