"""In-service training that can be proven, for police departments."""
