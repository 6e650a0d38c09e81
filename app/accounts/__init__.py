"""Accounts and the way in: key ring, roles, first run, log-in, signing certificates."""
