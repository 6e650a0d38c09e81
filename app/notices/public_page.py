"""The public-safe version of a notice for the unit's website: one self-contained HTML file (D83)."""

from __future__ import annotations

from html import escape

from app.documents.letter import official_date
from app.documents.unprintable import refuse_unprintable
from app.documents.web_fonts import rare_font_faces
from app.notices.papers import NoticeEntry, NoticeForm, attachment_title, body, heading

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"
_STYLE = """
:root{color-scheme:light}
body{margin:0;background:#f4f5f7;color:#1f2329;line-height:1.8;
font-family:"Shijibu","Noto Sans SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",sans-serif}
main{max-width:56rem;margin:2rem auto;padding:2.5rem 3rem;background:#fff;border:1px solid #e3e6ea;
border-radius:8px}
h1{font-size:1.5rem;text-align:center;margin:0 0 1.5rem}
p{text-indent:2em;margin:.4rem 0;overflow-wrap:anywhere}
p.sign{text-indent:0;text-align:right;margin-top:1.5rem}
table{width:100%;border-collapse:collapse;margin-top:2rem;font-size:.95rem}
caption{font-weight:bold;padding-bottom:.6rem}
th,td{border:1px solid #c9ced6;padding:.5rem .6rem;text-align:center;overflow-wrap:anywhere}
th{background:#f4f5f7;font-weight:bold;white-space:nowrap}
td ol,td p{margin:0;padding-left:1.4em;text-align:left;text-indent:0}
td p{padding-left:0}
@media (max-width:40rem){main{margin:0;padding:1rem;border:0}th,td{padding:.35rem}}
@media print{body{background:#fff}main{border:0;margin:0}}
"""


def public_page(form: NoticeForm) -> bytes:
    """Return the page: no script, nothing loaded from elsewhere, every text escaped.

    Characters that a reader's PC may lack come with it. Raises `UserError` for one that no font has.
    """
    texts = _texts(form)
    refuse_unprintable(f"{heading(form)}（网页版）", texts)
    title = escape(heading(form))
    paragraphs = "\n".join(f"<p>{escape(text)}</p>" for text in body(form))
    rows = "\n".join(_row(entry) for entry in form.entries)
    caption = escape(attachment_title(form))
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("姓名", "职务", "主要实绩", "自评", "评定"))
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noarchive">
<title>{title}</title>
<style>{rare_font_faces("".join(texts))}{_STYLE}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{paragraphs}
<p class="sign">{escape(form.unit)}<br>{official_date(form.posted_on)}</p>
<table>
<caption>{caption}</caption>
<thead><tr>{heads}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</main>
</body>
</html>
""".encode()


def _texts(form: NoticeForm) -> tuple[str, ...]:
    told = (
        text
        for entry in form.entries
        for text in (entry.name, entry.title, *entry.results, entry.self_grade, entry.grade, entry.correction)
    )
    return (heading(form), form.unit, *body(form), *told)


def _row(entry: NoticeEntry) -> str:
    mark = f"<br>（{escape(entry.correction)}）" if entry.correction else ""
    return (
        f'<tr><th scope="row">{escape(entry.name)}{mark}</th><td>{escape(entry.title)}</td>'
        f"<td>{_results(entry.results)}</td><td>{escape(entry.self_grade)}</td><td>{escape(entry.grade)}</td></tr>"
    )


def _results(results: tuple[str, ...]) -> str:
    if len(results) == 1:
        return f"<p>{escape(results[0])}</p>"
    return "<ol>" + "".join(f"<li>{escape(result)}</li>" for result in results) + "</ol>"
