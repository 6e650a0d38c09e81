"""The nouns of the program: vocabulary, tables, journal, engine and migrations."""
