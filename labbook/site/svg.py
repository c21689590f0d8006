"""SVG pictures without anything that runs or is loaded from outside."""

import re
import xml.etree.ElementTree as ET

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
LARGEST = 5 * 1024 * 1024
ELEMENTS = frozenset(
    {
        *("svg", "g", "defs", "symbol", "use", "title", "desc", "style", "path", "line"),
        *("polyline", "polygon", "rect", "circle", "ellipse", "text", "tspan", "textPath"),
        *("clipPath", "mask", "marker", "pattern", "linearGradient", "radialGradient", "stop"),
        "image",
    }
)
LINKS = {"href", f"{{{XLINK}}}href"}
PICTURE_DATA = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]*")
UNSAFE_STYLE = re.compile(
    r"@import|\\|//|javascript:|image-set\(|url\((?![\"'\s]*#)", re.IGNORECASE
)


def clean_svg(data: bytes) -> bytes | None:
    """The picture with shapes, texts and styles only; None when it is no SVG."""
    try:
        text = data.decode("utf-8-sig")
        if len(text) > LARGEST or "<!ENTITY" in text:
            return None
        root = ET.fromstring(text)  # noqa: S314 - entities are refused above
        if root.tag != f"{{{SVG}}}svg":
            return None
        _clean(root)
        ET.register_namespace("", SVG)
        ET.register_namespace("xlink", XLINK)
        cleaned: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    except (ET.ParseError, ValueError, LookupError, RecursionError):
        return None
    return cleaned


def _clean(root: ET.Element) -> None:
    pending = [root]
    while pending:
        element = pending.pop()
        for name, value in list(element.attrib.items()):
            if not _is_harmless(name, value):
                del element.attrib[name]
        for child in list(element):
            if _is_picture(child):
                pending.append(child)
            else:
                element.remove(child)


def _is_picture(element: ET.Element) -> bool:
    namespace, _, name = str(element.tag).rpartition("}")
    if namespace != f"{{{SVG}" or name not in ELEMENTS:
        return False
    return name != "style" or not UNSAFE_STYLE.search("".join(element.itertext()))


def _is_harmless(name: str, value: str) -> bool:
    if name in LINKS:
        return value.startswith("#") or PICTURE_DATA.fullmatch(value) is not None
    if name.startswith("{"):
        return False
    return not name.lower().startswith("on") and not UNSAFE_STYLE.search(value)
