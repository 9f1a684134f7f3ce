"""Pages: one package an audience, over one way in, one table of rights, one set of words."""
