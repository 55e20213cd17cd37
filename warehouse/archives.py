"""Delivered ZIP archives → the files in them, within bounds that no honest delivery reaches.

A workbook and a zipped shapefile are ZIP archives too; they are read as what they are.
"""

import io
import zipfile
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from warehouse.archive_bounds import check_bounds
from warehouse.containers import MAGIC, holds_shapefile, is_workbook
from warehouse.drafting import SourceFile
from warehouse.errors import SourceError
from warehouse.profile import Profile


def unpacked(file: SourceFile, profile: Profile) -> list[SourceFile]:
    """The files of an archive that the profile claims, by name; any other file as it is.

    Raises:
        SourceError: the archive is damaged, encrypted, nested, too large, or holds nothing of the profile.
    """
    if not file.content.startswith(MAGIC) or is_workbook(file.content) or holds_shapefile(file.content):
        return [file]
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            check_bounds(entries, file.path.name, len(file.content))
            wanted = sorted((one for one in entries if _claims(profile, one)), key=lambda one: one.filename)
            if not wanted:
                seen = ", ".join(entry.filename for entry in entries[:5]) or "nichts"
                raise SourceError(
                    f"Im Archiv {file.path.name} passt keine Datei zum Profil {profile.id}: "
                    f"{', '.join(profile.files)}. Gefunden: {seen}. Bitte Dateien oder Profil prüfen."
                )
            return [_member(archive, entry, file) for entry in wanted]
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise SourceError(
            f"{file.path.name} ist ein beschädigtes oder abgebrochenes Archiv ({error}). "
            "Nichts wurde übernommen. Bitte neu übertragen."
        ) from error


def _claims(profile: Profile, entry: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(entry.filename).name.lower()
    hidden = name.startswith(".") or entry.filename.startswith("__MACOSX/")
    return not hidden and any(fnmatch(name, pattern.lower()) for pattern in profile.files)


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: SourceFile) -> SourceFile:
    with archive.open(entry) as stream:
        # The size in the directory may lie; one byte more than it says is enough to know.
        content = stream.read(entry.file_size + 1)
    if len(content) > entry.file_size:
        raise SourceError(f"{file.path.name}: {entry.filename!r} ist größer als angegeben. Bitte neu packen.")
    member = SourceFile(Path(PurePosixPath(entry.filename).name), content)
    if content.startswith(MAGIC) and not is_workbook(content) and not holds_shapefile(content):
        raise SourceError(f"{file.path.name}: {entry.filename!r} ist ein Archiv im Archiv. Bitte auspacken.")
    return member
