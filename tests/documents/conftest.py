"""Reading a font takes longer than hypothesis allows a first example."""

from hypothesis import settings

settings.register_profile("fonts are read once", deadline=None)
settings.load_profile("fonts are read once")
