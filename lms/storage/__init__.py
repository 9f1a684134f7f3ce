"""Engines and transactions, files by their content, secrets and mail."""
