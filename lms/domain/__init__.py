"""The department's rules in plain Python: standard library only, no I/O, no clock."""
