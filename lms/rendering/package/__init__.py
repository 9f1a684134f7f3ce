"""Evidence packages: the container, the seal, and the verifier that travels in each of them."""
