"""Every paper of the demonstration as pictures of its pages."""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from tools.shots.camera import Camera

SCALE = 1.25
"""Of 72 dots an inch: as large as the page stands in a preview."""
MOST = 6
"""Pages of one paper; a booklet goes on in the same way."""


def take_papers(camera: Camera, papers: list[tuple[str, Path | bytes]]) -> None:
    """Save the first pages of each paper."""
    for name, source in papers:
        document = pypdfium2.PdfDocument(source)
        document.init_forms()  # the stamps of signatures are form fields
        for number in range(min(len(document), MOST)):
            target = camera.name(f"纸-{name}-{number + 1}")
            document[number].render(scale=SCALE).to_pil().save(target)
            print(target)
        document.close()
