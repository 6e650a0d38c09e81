"""The kit every paper is written with.

A paper is a function of frozen data that returns bytes: make a `Paper(title, unit)`, write on its pages,
`finish()` it, and `files.save` it. Flowing text is a `Letter(paper)` (title, addressee, paragraphs, tables,
sign-off); a form is a `Table` of `Row`s of `Cell`s for `draw_table`; anything else is drawn on `paper.page`
with `text`, `lines`, `line`, `rectangle`. All measures are points, x from the left edge and y downward from
the top; `MM` is a millimetre. `page.frame` is the area inside the margins. A face is a `Font(Role, size)`: a
character that its file lacks comes from Noto Serif SC; where no font has one, `finish` raises `UserError` and
there is no paper. `paper.part` says what is being drawn, for that sentence. Nothing depends on the clock: the
same data give the same bytes.
"""
