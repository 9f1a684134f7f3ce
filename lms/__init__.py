"""In-service training that can be proven, for police departments."""

__version__ = "0.1.0"
