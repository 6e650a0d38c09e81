"""The monthly report: filled in, evaluated by the meeting, signed by the head (D15–D25, D60–D61)."""
