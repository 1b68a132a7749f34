from __future__ import annotations

import pytest

from nkquiz.drawings import on_paper, svg_faults

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


def message(drawing: str) -> str:
    return "".join(message for message, _ in svg_faults(drawing.encode("utf-8")))


@pytest.mark.parametrize(
    "drawing",
    [
        SVG.format("<style>text { fill: #123; }</style><text>words</text>"),
        SVG.format('<g fill="url(#a)" xlink:href="#b"><text>Read url(x), say &lt;script&gt;.</text></g>'),
        '<?xml version="1.0" encoding="UTF-8"?>' + SVG.format(""),
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">' + SVG.format(""),
    ],
)
def test_a_plain_drawing_is_safe(drawing: str) -> None:
    assert message(drawing) == ""


@pytest.mark.parametrize(
    ("drawing", "found"),
    [
        (SVG.format('<x:script xmlns:x="http://www.w3.org/2000/svg">run()</x:script>'), "<x:script"),
        (SVG.format('<a xlink:href="java&#115;cript:run()"/>'), 'xlink:href="javascript:run()'),
        (SVG.format('<rect style="fill:u\\72l(http://x)"/>'), 'style="fill:u\\72l(http://x)'),
        (SVG.format('<rect style="fill:url(&quot;http://x&quot;)"/>'), 'style="fill:url("http://x")'),
        (SVG.format("<style>@im\\port 'x'</style>"), "\\port 'x'"),
        (SVG.format("<style>a { b: url(<![CDATA[http://x]]>) }</style>"), "url(http://x) }"),
        (SVG.format('<g ONLOAD="run()"/>'), 'ONLOAD="run()'),
        ('<?xml-stylesheet href="http://x"?>' + SVG.format(""), "<?xml-stylesheet"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;"), "<!DOCTYPE ["),
        ("<html><body/></html>", "<html"),
    ],
)
def test_what_runs_or_fetches_is_found_however_it_is_spelled(drawing: str, found: str) -> None:
    assert message(drawing) == f"holds `{found}`, which is not safe in a card"


@pytest.mark.parametrize("drawing", ["", "words", SVG.format("<g>"), SVG.format("<a href=http://x/>"), "\0"])
def test_what_is_no_drawing_is_a_problem(drawing: str) -> None:
    assert message(drawing).startswith("is not ")


def test_an_encoding_that_nobody_knows_is_a_problem() -> None:
    assert message('<?xml version="1.0" encoding="x-klingon"?>' + SVG.format("")).startswith(
        "is not a drawing that can be read"
    )


LIGHT = "color-scheme:only light"


@pytest.mark.parametrize(
    ("drawn", "packed"),
    [
        ("<svg/>", f'<svg style="{LIGHT}"/>'),
        ('<svg fill="red">a</svg>', f'<svg style="{LIGHT}" fill="red">a</svg>'),
        ("<svg fill='red' style = 'fill:blue'>a</svg>", f"<svg fill='red' style = '{LIGHT};fill:blue'>a</svg>"),
        ('<svg a="1 > 0" b=" style=\'x\'" style="">a</svg>', f'<svg a="1 > 0" b=" style=\'x\'" style="{LIGHT};">a</svg>'),
        ('<svg a="1 > 0"><g style="fill:red"/></svg>', f'<svg style="{LIGHT}" a="1 > 0"><g style="fill:red"/></svg>'),
        (
            '\ufeff<?xml version="1.0"?>\n<!-- <svg> é -->\n<x:svg\nxmlns:x="http://www.w3.org/2000/svg"/>',
            f'\ufeff<?xml version="1.0"?>\n<!-- <svg> é -->\n<x:svg style="{LIGHT}"\nxmlns:x="http://www.w3.org/2000/svg"/>',
        ),
    ],
)
def test_a_drawing_keeps_its_colours_by_night(drawn: str, packed: str) -> None:
    assert on_paper(drawn.encode("utf-8")).decode("utf-8") == packed
    assert on_paper(packed.encode("utf-8")).decode("utf-8") == packed
    assert message(packed) == ""


@pytest.mark.parametrize("drawing", ["", "no drawing", "<svg", "<svg a=1/>", '<svg style="color-scheme: light dark"/>'])
def test_a_drawing_that_knows_better_or_cannot_be_read_stays_as_it_is(drawing: str) -> None:
    assert on_paper(drawing.encode("utf-8")).decode("utf-8") == drawing
