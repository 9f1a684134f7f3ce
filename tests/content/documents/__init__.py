"""Documents of different make, and the scripts that rebuild them."""
