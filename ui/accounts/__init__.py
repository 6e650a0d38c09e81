"""The way in and the accounts: signing in, first run, passphrases, who may do what."""
