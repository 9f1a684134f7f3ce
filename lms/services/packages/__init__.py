"""Building evidence packages, a step at a time, so that building can stop and go on."""
