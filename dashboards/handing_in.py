"""Files readers hand in where several processes serve: one takes a file in, another one's page may read it.

A browser sends a file on a connection of its own, which any process may take. So files lie in a folder all of
them share, one below it per session that asked where to send one, and go with the session.
"""

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from streamlit.runtime import memory_uploaded_file_manager as manager
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.uploaded_file_manager import UploadedFileRec, UploadFileUrlInfo

from dashboards.siblings import write_whole

# Sessions and files are named by the server itself, with a random number each.
NAME = re.compile(r"[0-9a-f-]{36}")
_is_active = Runtime.is_active_session


def share(folder: Path) -> None:
    """Have this process keep what is handed in where its siblings find it; before its web server is made."""

    def uploads(endpoint: str) -> SharedUploads:
        return SharedUploads(endpoint, folder)

    def is_active(runtime: Runtime, session: str) -> bool:
        return _is_active(runtime, session) or bool(NAME.fullmatch(session) and (folder / session).is_dir())

    # The server takes both by these names; a test of a file a sibling took in notices if it no longer does.
    manager.MemoryUploadedFileManager = uploads  # type: ignore[assignment, misc]
    Runtime.is_active_session = is_active  # type: ignore[method-assign, assignment]


class SharedUploads(manager.MemoryUploadedFileManager):
    """Files of sessions in a folder, none in memory."""

    def __init__(self, upload_endpoint: str, folder: Path) -> None:
        super().__init__(upload_endpoint)
        self._folder = folder

    def get_upload_urls(self, session_id: str, file_names: Sequence[str]) -> list[UploadFileUrlInfo]:
        """Say where a session may send files, and expect them from now on."""
        (self._folder / session_id).mkdir(mode=0o700, exist_ok=True)
        return super().get_upload_urls(session_id, file_names)

    def add_file(self, session_id: str, file: UploadedFileRec) -> None:
        """Keep a file; one nobody asked for, or whose session is gone by now, is dropped."""
        place = self._place(session_id, file.file_id)
        if place is not None and place.parent.is_dir():
            head = json.dumps([file.name, file.type]).encode()
            write_whole(place, head + b"\n" + file.data)

    def get_files(self, session_id: str, file_ids: Sequence[str]) -> list[UploadedFileRec]:
        """Return those files of a session that are there."""
        found = []
        for name in file_ids:
            place = self._place(session_id, name)
            if place is not None and place.is_file():
                head, _, content = place.read_bytes().partition(b"\n")
                called, kind = json.loads(head)
                found.append(UploadedFileRec(name, called, kind, content))
        return found

    def remove_file(self, session_id: str, file_id: str) -> None:
        """Let a file go."""
        place = self._place(session_id, file_id)
        if place is not None:
            place.unlink(missing_ok=True)

    def remove_session_files(self, session_id: str) -> None:
        """Let all files of a session go, and expect no more."""
        if NAME.fullmatch(session_id):
            shutil.rmtree(self._folder / session_id, ignore_errors=True)

    def _place(self, session_id: str, file_id: str) -> Path | None:
        """Where a file lies; None for names the server did not give."""
        is_ours = NAME.fullmatch(session_id) and NAME.fullmatch(file_id)
        return self._folder / session_id / file_id if is_ours else None
