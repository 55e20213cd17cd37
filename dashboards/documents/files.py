"""Documents as files: which forms there are, and how they are written."""

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

from dashboards.documents import pdf, word
from dashboards.documents.blocks import Document
from dashboards.documents.names import file_name
from dashboards.errors import DashboardError

FORMS: MappingProxyType[str, Callable[[Document], bytes]] = MappingProxyType(
    {"docx": word.docx_file, "pdf": pdf.pdf}
)


def forms_of(out: Path) -> dict[str, Path]:
    """Return the forms to write by ending: the one of a file name, or all into a folder.

    Raises DashboardError for an ending that is no form.
    """
    ending = out.suffix.lower().removeprefix(".")
    if ending in FORMS:
        return {ending: out}
    if ending and not out.is_dir():
        known = " oder ".join(f".{one}" for one in FORMS)
        raise DashboardError(
            f"Als „.{ending}“ lässt sich kein Dokument schreiben. Bitte einen Ordner oder eine Datei mit "
            f"{known} angeben."
        )
    return {one: out for one in FORMS}


def write(document: Document, out: Path) -> list[Path]:
    """Write a document to a file, or in all forms into a folder; return what was written.

    Raises DashboardError where the place cannot be written.
    """
    written = []
    for ending, place in forms_of(out).items():
        target = place if place == out and place.suffix else place / file_name(document.title, ending)
        put(target, FORMS[ending](document))
        written.append(target)
    return written


def put(target: Path, content: bytes) -> None:
    """Write a file and the folder it stands in.

    Raises DashboardError where that is not possible.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    except OSError as error:
        raise DashboardError(
            f"{target} lässt sich nicht schreiben ({error.strerror}). Ist die Datei noch geöffnet?"
        ) from error
