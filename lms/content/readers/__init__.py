"""Readers: one file format each, ending in lines that remember where they stood."""
