"""Reads. They return frozen rows, never table objects; they may sum, never judge."""
