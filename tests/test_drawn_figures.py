"""Drawings lose bytes, never marks, words or shape."""

from report.sphinxext.figures import lighten

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    '<path class="background" aria-hidden="true" d="M0,0h0v0h0Z" pointer-events="none"/>'
    '<path class="foreground" aria-hidden="true" d="" display="none"/>'
    '<g class="mark" role="graphics-symbol"/><g><g a="b"></g></g>'
    '<g><line x2="4" opacity="1" stroke-opacity="0.25"/>'
    '<text font-family="Noto Sans, sans-serif">a</text>'
    '<text font-family="Noto Sans, sans-serif" opacity="0.5">opacity="1"</text></g></svg>'
)


def test_what_no_reader_notices_goes():
    light = lighten(SVG)
    for gone in ("foreground", "background", "pointer-events", "graphics-symbol", 'a="b"'):
        assert gone not in light, gone


def test_what_is_drawn_stays():
    light = lighten(SVG)
    assert '<line x2="4" stroke-opacity="0.25"/>' in light
    assert light.count('font-family="Noto Sans, sans-serif"') == 1
    assert '<text opacity="0.5">opacity="1"</text>' in light


def test_two_fonts_stay_where_they_are():
    two = SVG.replace("Noto Sans, sans-serif", "Noto Serif", 1)
    assert lighten(two).count("font-family") == 2


def test_a_light_drawing_is_left_as_it_is():
    assert lighten(lighten(SVG)) == lighten(SVG)
