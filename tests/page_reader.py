"""Read a page as far as its checks and the forms a test fills in need it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
UNLABELLED = frozenset({"hidden", "submit", "button", "image", "reset"})
_OF_FORMS = frozenset({"select", "textarea", "option", "input", "button"})
_REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "list")

Attributes = dict[str, str]


@dataclass(slots=True)
class Form:
    """A form of a page and what it would send if nothing were changed."""

    method: str
    action: str
    attributes: Attributes
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    @property
    def token(self) -> str | None:
        """Its CSRF token."""
        return dict(self.fields).get("csrf_token")


@dataclass(slots=True)
class _Control:
    """An input, select or textarea, and whether it stands within a label."""

    tag: str
    attributes: Attributes
    within_label: bool


@dataclass(slots=True)
class _Choice:
    """A select or textarea that is being read."""

    name: str
    chosen: list[str] = field(default_factory=list)
    first: str | None = None
    many: bool = False
    form: Form | None = None


class PageReader(HTMLParser):
    """Collects from one page: texts, links, forms, elements, and every breach of our rules."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.headings: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self.tokens: list[str] = []
        self.text = ""
        self.elements: list[str] = []
        self.masthead: list[str] = []
        self._breaches: list[str] = []
        self._open: list[str] = []
        self._ids: Counter[str] = Counter()
        self._labels: set[str] = set()
        self._references: list[tuple[str, str]] = []
        self._controls: list[_Control] = []
        self._choice: _Choice | None = None
        self._language: str | None = None
        self._link: str | None = None
        self._in_form = False
        self.feed(text)
        self.close()

    def breaches(self) -> list[str]:
        """What is wrong with the page, a sentence each."""
        found = list(self._breaches)
        if len(self.headings) != 1 or not self.headings[0].strip():
            found.append(f"the page has {len(self.headings)} h1 (or an empty one), not one")
        if not self.title.strip():
            found.append("the page has no title")
        if not self._language:
            found.append("html has no lang")
        found += [f"id {name!r} stands {n} times" for name, n in self._ids.items() if n > 1]
        found += [
            f"{attribute}={name!r} points at nothing"
            for attribute, name in self._references
            if name not in self._ids
        ]
        found += [
            f"no label for {control.tag} {control.attributes.get('name') or control.attributes}"
            for control in self._controls
            if not self._is_labelled(control)
        ]
        found += [
            f"the POST form of {form.action!r} has no CSRF token"
            for form in self.forms
            if form.method == "post" and not form.token
        ]
        found += [f"<{tag}> is never closed" for tag in self._open]
        return found

    def _is_labelled(self, control: _Control) -> bool:
        names = control.attributes
        return bool(
            control.within_label
            or names.get("id") in self._labels
            or names.get("aria-label")
            or names.get("aria-labelledby")
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and what it opens."""
        attributes = {name: value or "" for name, value in attrs}
        apart = "header" in self._open and "main" not in self._open
        (self.masthead if apart else self.elements).append(" ".join((tag, *attributes)))
        self._check_inline(tag, attributes)
        self._note_names(tag, attributes)
        self._note_form(tag, attributes)
        if tag == "html":
            self._language = attributes.get("lang")
        elif tag == "h1":
            self.headings.append("")
        elif tag == "a" and "href" in attributes:
            self._link = attributes["href"]
            self.links.append((self._link, ""))
        elif tag == "img" and "alt" not in attributes:
            self._breaches.append(f"an image has no alt: {attributes.get('src')}")
        elif tag == "meta" and attributes.get("name") == "csrf-token":
            self.tokens.append(attributes["content"])
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself, as SVG writes them."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element, or note that it was not the open one."""
        if not self._open or self._open[-1] != tag:
            self._breaches.append(f"</{tag}> closes {self._open[-1:]} at {self.getpos()}")
            if tag not in self._open:
                return
            while self._open[-1] != tag:
                self._open.pop()
        self._open.pop()
        if tag == "a":
            self._link = None
        elif tag == "form":
            self._in_form = False
        elif tag in {"select", "textarea"}:
            self._end_choice()

    def handle_data(self, data: str) -> None:
        """Collect text where it is read."""
        if "script" in self._open or "style" in self._open:
            return
        if self._open[-1:] == ["title"] and "svg" not in self._open:
            self.title += data
            return
        if "h1" in self._open:
            self.headings[-1] += data
        if self._link is not None:
            href, label = self.links[-1]
            self.links[-1] = (href, label + data)
        if self._choice is not None and self._open[-1:] == ["textarea"]:
            self._choice.chosen.append(data)
        self.text += data

    def _check_inline(self, tag: str, attributes: Attributes) -> None:
        if tag == "style" or "style" in attributes:
            self._breaches.append(f"inline style on <{tag}> at {self.getpos()}")
        if tag == "script" and "src" not in attributes:
            self._breaches.append(f"inline script at {self.getpos()}")
        for name, value in attributes.items():
            if name.startswith("on") or (":" in value and _is_script(value)):
                self._breaches.append(f"inline script in {name} of <{tag}> at {self.getpos()}")

    def _note_names(self, tag: str, attributes: Attributes) -> None:
        if "id" in attributes:
            self._ids[attributes["id"]] += 1
        if tag == "label" and "for" in attributes:
            self._labels.add(attributes["for"])
        for attribute in _REFERENCES:
            if attribute in attributes:
                self._references += [(attribute, name) for name in attributes[attribute].split()]
        needs_label = tag in {"select", "textarea"} or (
            tag == "input" and attributes.get("type", "text") not in UNLABELLED
        )
        if needs_label:
            self._controls.append(_Control(tag, attributes, "label" in self._open))

    def _note_form(self, tag: str, attributes: Attributes) -> None:
        if tag == "form":
            method = attributes.get("method", "get").lower()
            self.forms.append(Form(method, attributes.get("action", ""), attributes))
            self._in_form = True
        if tag not in _OF_FORMS:
            return
        form = self._form_of(attributes)
        if tag in {"select", "textarea"}:
            many = "multiple" in attributes
            self._choice = _Choice(attributes.get("name", ""), many=many, form=form)
        elif tag == "option" and self._choice is not None:
            value = attributes.get("value", "")
            self._choice.first = value if self._choice.first is None else self._choice.first
            if "selected" in attributes:
                self._choice.chosen.append(value)
        elif tag in {"input", "button"} and form is not None and "disabled" not in attributes:
            _note_control(form, tag, attributes)

    def _form_of(self, attributes: Attributes) -> Form | None:
        wanted = attributes.get("form")
        if wanted:
            return next((form for form in self.forms if form.attributes.get("id") == wanted), None)
        return self.forms[-1] if self._in_form else None

    def _end_choice(self) -> None:
        choice, self._choice = self._choice, None
        if choice is None or choice.form is None or not choice.name:
            return
        choice.form.names.add(choice.name)
        sent = choice.chosen
        if not sent and choice.first is not None and not choice.many:
            sent = [choice.first]
        choice.form.fields += [(choice.name, value) for value in sent]


def _is_script(value: str) -> bool:
    return value.strip().casefold().startswith("javascript:")


def _note_control(form: Form, tag: str, attributes: Attributes) -> None:
    """Add an input or a button to its form as a browser would send it."""
    name, value = attributes.get("name", ""), attributes.get("value", "")
    kind = attributes.get("type", "submit" if tag == "button" else "text")
    if not name:
        return
    form.names.add(name)
    if kind in {"submit", "image", "button", "reset"}:
        form.buttons.append((name, value))
    elif kind not in {"checkbox", "radio"}:
        form.fields.append((name, value))
    elif "checked" in attributes:
        form.fields.append((name, value or "on"))
