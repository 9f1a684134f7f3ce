"""Files on their way to domain objects: policy text, scenario YAML, rosters."""
