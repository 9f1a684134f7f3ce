"""Use cases, verb and noun. They take the session, the moment and the actor, and commit nothing."""
