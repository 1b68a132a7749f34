"""The card templates and the style sheet of every note type.

Labels and layout stand here, contents in the fields (html.py); nothing of a collection goes into a template, so that
the note types are the same for every collection. Front and back are written separately: Anki's own `{{FrontSide}}`
would run the front's script again.
"""

from __future__ import annotations

from importlib.resources import files

from nkquiz.kind import NoteTemplate, NoteType


def _packaged(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8").strip()


CSS = _packaged("style.css")
_CARD_SCRIPT = f"<script>\n{_packaged('card.js')}\n</script>"
_CHOICE_SCRIPT = f"<script>\n{_packaged('choice.js')}\n</script>"
_LABEL_SCRIPT = f"<script>\n{_packaged('label.js')}\n</script>"
_ZOOM_SCRIPT = f"<script>\n{_packaged('zoom.js')}\n</script>"


def front(note_type: NoteType, template: NoteTemplate) -> str:
    """Return the front: topic, lead and prompt, and what the card is answered with: options, steps, a drawing."""
    parts = [*_head(note_type, template), _sentence(note_type, template)]
    if template.masks:
        parts += [_drawing(template), _unmasked(note_type, template)]
    if template.arrange:
        parts += [_ARRANGING, _steps(template), _CHOICE_SCRIPT]
    elif template.choices:
        parts += [_choices(template, template.choices), _CHOICE_SCRIPT]
    else:
        parts.append(_typed(note_type, template))
    return _only_if(template, _card("front", [*parts, *_scripts(template)]))


def back(note_type: NoteType, template: NoteTemplate) -> str:
    """Return the back: what the front began with, in the same place; what changed, the answer, why it is so, how we know."""
    parts = [*_head(note_type, template), _RETIRED, _CORRECTED, _sentence(note_type, template), *_answer(note_type, template)]
    if template.masks:
        parts.append(_drawing(template))
    if template.arrange:
        parts += [_YOUR_ORDER, _steps(template), _CHOICE_SCRIPT]
    if template.choices:
        parts += [_RESULT, _choices(template, template.explained), _CHOICE_SCRIPT]
    parts += [_BECAUSE, _CAVEAT, _BADGE, _if("Image", _figure("image", "{{Image}}"))]  # the why needs no scrolling
    return _card("back", [*parts, _folds(template), *_scripts(template)])


def _head(note_type: NoteType, template: NoteTemplate) -> list[str]:
    """Return what both sides begin with, line for line the same, so that nothing moves when the card is turned.

    Nothing has the id `answer`: Anki would scroll down to it, and the prompt out of sight.
    """
    prompt = f'<div class="prompt">{{{{{template.prompt}}}}}</div>' if not note_type.cloze else ""
    heading = f'<div class="prompt heading">{{{{{template.heading}}}}}</div>' if template.heading else ""
    return [_block("head", [_TOPIC, _lead(template)]), heading or prompt]


def _sentence(note_type: NoteType, template: NoteTemplate) -> str:
    """Return the text with gaps, the prompt and on the back the answer too; "" where there is none."""
    if not note_type.cloze or template.masks:
        return ""
    return f'<div class="prompt sentence">{{{{cloze:{template.prompt}}}}}</div>'


def _scripts(template: NoteTemplate) -> list[str]:
    return [*([_LABEL_SCRIPT] if template.masks else []), _ZOOM_SCRIPT, _CARD_SCRIPT]


def _only_if(template: NoteTemplate, html: str) -> str:
    return _if(template.only_if, html) if template.only_if else html


def _if(field: str, html: str) -> str:
    return f"{{{{#{field}}}}}{html}{{{{/{field}}}}}"


def _block(name: str, parts: list[str], attributes: str = "") -> str:
    body = "\n".join(part for part in parts if part)
    return f'<div class="{name}"{" " if attributes else ""}{attributes}>\n{body}\n</div>'


def _card(side: str, parts: list[str]) -> str:
    return _block(f"nkq {side}", parts, 'data-id="{{Id}}"')


def _drawing(template: NoteTemplate) -> str:
    """Return the drawing as Anki's image occlusion wants it; on the front it is out of sight until the masks are on it."""
    return f'<div hidden>{{{{cloze:{template.masks}}}}}</div><div id="err" hidden></div>\n' + _figure(
        "figure",
        f'<div id="image-occlusion-container" class="masked">{{{{{template.drawing}}}}}'
        '<canvas id="image-occlusion-canvas"></canvas></div>',
    )


def _figure(name: str, html: str) -> str:
    """Return a picture that zoom.js can enlarge."""
    return f'<div class="{name}"><div class="zoom">{html}</div></div>'


def _unmasked(note_type: NoteType, template: NoteTemplate) -> str:
    """Return what is asked where the masks cannot be drawn: the parts, with the clue in place of the one asked for."""
    return (
        '<div class="unmasked"><p class="lead">The drawing cannot be masked here. Which part belongs in the brackets?</p>'
        f"{{{{{_filter(note_type)}{template.prompt}}}}}</div>"
    )


def _steps(template: NoteTemplate) -> str:
    return f'<div class="choices" data-ordered="1">{{{{{template.arrange}}}}}</div>'


def _filter(note_type: NoteType) -> str:
    return "cloze:" if note_type.cloze else ""


def _lead(template: NoteTemplate) -> str:
    if not template.lead:
        return ""
    lead = f'<p class="lead">{template.lead}</p>'
    return _if(template.several, lead) if template.several else lead


def _typed(note_type: NoteType, template: NoteTemplate) -> str:
    """Return Anki's box for a typed answer; there only if the field `Typed` says so."""
    field = template.answer or template.prompt
    return _if("Typed", f'<div class="typed">{{{{type:{_filter(note_type)}{field}}}}}</div>')


def _answer(note_type: NoteType, template: NoteTemplate) -> list[str]:
    """Return the answer, large, and what belongs to it; of a drawing the name of the one part asked for.

    A sentence has its answer in the gap, and options may mark the right ones themselves.
    """
    parts = [] if template.choices or template.arrange else [_typed(note_type, template)]
    only = "cloze-only:" if template.masks else ""
    if only or (template.answer and not template.marked):
        parts.append(f'<div class="answer">{{{{{template.answer or only + template.prompt}}}}}</div>')
    for field, words in template.below:
        parts.append(_if(field, f'<p class="below">{{{{{only}{field}}}}}{f" {words}" if words else ""}</p>'))
    return [*parts, *(_if(field, f'<div class="remember">{{{{{field}}}}}</div>') for field in template.after)]


def _choices(template: NoteTemplate, field: str) -> str:
    several = f' data-several="{{{{{template.several}}}}}"' if template.several else ""
    return f'<div class="choices"{several}>{{{{{field}}}}}</div>'


def _folds(template: NoteTemplate) -> str:
    confused = template.explained if not template.choices else ""
    folds = [_if(confused, _fold("Often confused with", f"{{{{{confused}}}}}"))] if confused else []
    return _block("folds", [*folds, _fold('Sources and dates<span class="key" aria-hidden="true">x</span>', _SOURCES)])


def _fold(summary: str, html: str) -> str:
    return f'<details><summary class="tappable">{summary}</summary>{html}</details>'


_ARRANGING = '<p class="lead with-script" hidden>Tap from first to last. Tap again to undo.</p>'
_RESULT = '<p class="lead result" hidden></p>'
_YOUR_ORDER = '<p class="lead with-script" hidden>Your order</p>'
_TOPIC = '<p class="topic">{{Subdeck}}</p>'
_RETIRED = _if("Retired", '<div class="banner retired"><b>No longer asked.</b> {{Retired}}</div>')
_CORRECTED = _if("Corrected", '<div class="banner corrected"><b>Corrected.</b> {{Corrected}}</div>')
_BECAUSE = _if("Because", '<div class="because">{{Because}}</div>')
_CAVEAT = _if("Caveat", '<div class="caveat"><b>Mind:</b> {{Caveat}}</div>')
_BADGE = (
    '<p class="badge">{{Evidence}}{{^Sources}} <span class="unsourced">no source given</span>{{/Sources}}'
    ' <span class="stale" hidden>may be out of date</span></p>'
)
_SOURCES = """
{{#Sources}}<div class="sources">{{Sources}}</div>{{/Sources}}
{{#Dates}}<p class="dates">{{Dates}}</p>{{/Dates}}
<p class="report">
{{#Data}}<a href="{{Data}}">Report an error</a>{{/Data}}
{{^Data}}An error? The description of the deck says where to report it.{{/Data}}
This card: <code>{{Id}}</code></p>
"""
