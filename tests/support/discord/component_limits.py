"""The limits of buttons, selects and forms; https://discord.com/developers/docs/components/reference."""

from collections.abc import Sequence

from support.discord.errors import Faults
from support.discord.values import Json, walk

ROW, BUTTON, TEXT_SELECT, TEXT_INPUT, TEXT_DISPLAY, LABEL = 1, 2, 3, 4, 10, 18
SELECTS = (3, 5, 6, 7, 8)
LINK = 5
ROWS, BUTTONS, ALL_COMPONENTS, DISPLAYED = 5, 5, 40, 4000
BUTTON_LABEL, CUSTOM_ID, URL, PLACEHOLDER = 80, 100, 512, 150
OPTIONS, OPTION_TEXT = 25, 100
FORM_TITLE, FORM_PARTS, FORM_LABEL, FORM_PLACEHOLDER, FORM_VALUE = 45, 5, 45, 100, 4000


def check_components(components: object, faults: Faults, place: str, *, version_two: bool) -> None:
    """Hold what stands under a message to its limits."""
    top = faults.count(components, place, most=ALL_COMPONENTS if version_two else ROWS)
    for number, component in enumerate(top):
        if component.get("type") != ROW and not version_two:
            faults.add(f"{place}.{number}.type", "BASE_TYPE_CHOICES", 'Value of field "type" must be one of (1,).')
        _check_rows(component, faults, f"{place}.{number}")
    parts = list(walk(components))
    if len(parts) > ALL_COMPONENTS and version_two:
        faults.add(place, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", f"At most {ALL_COMPONENTS} components.")
    shown = sum(len(str(part.get("content") or "")) for part in parts if part.get("type") == TEXT_DISPLAY)
    if shown > DISPLAYED:
        faults.add(place, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", f"At most {DISPLAYED} characters of text.")
    _check_unique(parts, faults, place)


def check_form(form: Json) -> None:
    """Hold a modal to its limits."""
    faults, place = Faults(), "data"
    faults.need(form.get("title"), f"{place}.title", most=FORM_TITLE, least=1)
    faults.need(form.get("custom_id"), f"{place}.custom_id", most=CUSTOM_ID, least=1)
    top = faults.count(form.get("components"), f"{place}.components", most=FORM_PARTS, least=1)
    for number, component in enumerate(top):
        here = f"{place}.components.{number}"
        if component.get("type") not in (ROW, TEXT_DISPLAY, LABEL):
            faults.add(f"{here}.type", "BASE_TYPE_CHOICES", 'Value of field "type" must be one of (1, 10, 18).')
        if component.get("type") == LABEL:
            faults.need(component.get("label"), f"{here}.label", most=FORM_LABEL, least=1)
            faults.need(component.get("description"), f"{here}.description", most=100)
        for part in walk([component]):
            _check_part(part, faults, here)
    _check_unique(list(walk(top)), faults, f"{place}.components")
    faults.raise_any()


def _check_rows(component: Json, faults: Faults, place: str) -> None:
    for row in walk([component]):
        if row.get("type") == ROW:
            children = faults.count(row.get("components"), f"{place}.components", most=BUTTONS, least=1)
            if len(children) > 1 and any(child.get("type") in SELECTS for child in children):
                message = "The specified component exceeds the maximum width"
                faults.add(f"{place}.components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message)
        else:
            _check_part(row, faults, place)


def _check_part(part: Json, faults: Faults, place: str) -> None:
    kind = part.get("type")
    if kind == BUTTON:
        _check_button(part, faults, place)
    elif kind in SELECTS:
        faults.need(part.get("custom_id"), f"{place}.custom_id", most=CUSTOM_ID, least=1)
        faults.need(part.get("placeholder"), f"{place}.placeholder", most=PLACEHOLDER)
        if kind == TEXT_SELECT:
            _check_options(part, faults, place)
    elif kind == TEXT_INPUT:
        _check_input(part, faults, place)


def _check_button(button: Json, faults: Faults, place: str) -> None:
    faults.need(button.get("label"), f"{place}.label", most=BUTTON_LABEL)
    if not button.get("label") and not button.get("emoji"):
        faults.add(f"{place}.label", "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A button needs a label or an emoji")
    if button.get("style") == LINK:
        faults.need(button.get("url"), f"{place}.url", most=URL, least=1)
        if button.get("custom_id"):
            message = "A custom id and url cannot both be specified"
            faults.add(f"{place}.custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message)
    else:
        faults.need(button.get("custom_id"), f"{place}.custom_id", most=CUSTOM_ID, least=1)


def _check_options(select: Json, faults: Faults, place: str) -> None:
    options = faults.count(select.get("options"), f"{place}.options", most=OPTIONS, least=1)
    for number, option in enumerate(options):
        here = f"{place}.options.{number}"
        faults.need(option.get("label"), f"{here}.label", most=OPTION_TEXT, least=1)
        faults.need(option.get("value"), f"{here}.value", most=OPTION_TEXT, least=1)
        faults.need(option.get("description"), f"{here}.description", most=OPTION_TEXT)
    values = [option.get("value") for option in options]
    if len(set(values)) < len(values):
        message = "The specified option value is already used"
        faults.add(f"{place}.options", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)


def _check_input(part: Json, faults: Faults, place: str) -> None:
    faults.need(part.get("custom_id"), f"{place}.custom_id", most=CUSTOM_ID, least=1)
    faults.need(part.get("label"), f"{place}.label", most=FORM_LABEL)
    faults.need(part.get("placeholder"), f"{place}.placeholder", most=FORM_PLACEHOLDER)
    faults.need(part.get("value"), f"{place}.value", most=FORM_VALUE)
    for name, least in (("min_length", 0), ("max_length", 1)):
        if not least <= (part.get(name) or least) <= FORM_VALUE:
            faults.add(f"{place}.{name}", "NUMBER_TYPE_MAX", f"int value should be at most {FORM_VALUE}.")


def _check_unique(parts: Sequence[Json], faults: Faults, place: str) -> None:
    ids = [part["custom_id"] for part in parts if part.get("custom_id")]
    for id_ in {id_ for id_ in ids if ids.count(id_) > 1}:
        message = f"Component custom id cannot be duplicated: {id_}"
        faults.add(place, "COMPONENT_CUSTOM_ID_DUPLICATED", message)
