"""The face of the program: a Qt main window with one tab for each stage."""
