"""Files handed in where several processes serve: taken in by one, read by another, gone with the session."""

from pathlib import Path
from uuid import uuid4

import pytest
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from dashboards.handing_in import SharedUploads

CONTENT = "Straße;Köln\n".encode("cp1252") + bytes(range(256))


@pytest.fixture
def both(tmp_path: Path) -> tuple[SharedUploads, SharedUploads]:
    """The uploads as two processes see them."""
    return SharedUploads("/upload", tmp_path), SharedUploads("/upload", tmp_path)


def asked(uploads: SharedUploads) -> tuple[str, str]:
    """Return a session that asked where to send a file, and the name of that file."""
    session = str(uuid4())
    return session, uploads.get_upload_urls(session, ["bestand.csv"])[0].file_id


def test_a_file_taken_in_by_a_sibling_is_read_whole(both: tuple[SharedUploads, SharedUploads]):
    own, sibling = both
    session, file = asked(own)
    sent = UploadedFileRec(file, "Bestand Köln.csv", "text/csv", CONTENT)
    assert own.get_files(session, [file]) == []
    sibling.add_file(session, sent)
    assert own.get_files(session, [file]) == [sent]
    assert own.get_files(str(uuid4()), [file]) == []


def test_a_file_let_go_anywhere_is_gone(both: tuple[SharedUploads, SharedUploads], tmp_path: Path):
    own, sibling = both
    session, file = asked(own)
    own.add_file(session, UploadedFileRec(file, "a.csv", "text/csv", CONTENT))
    sibling.remove_file(session, file)
    assert own.get_files(session, [file]) == []
    own.add_file(session, UploadedFileRec(file, "a.csv", "text/csv", CONTENT))
    own.remove_session_files(session)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../geheim", "a" * 36 + "/x", "", "." * 36])
def test_only_names_the_server_gave_lead_into_the_folder(
    both: tuple[SharedUploads, SharedUploads], tmp_path: Path, name: str
):
    own, sibling = both
    session, file = asked(own)
    for where, what in ((session, name), (name, file), (str(uuid4()), file)):
        sibling.add_file(where, UploadedFileRec(what, "a.csv", "text/csv", CONTENT))
        assert own.get_files(where, [what]) == []
        own.remove_file(where, what)
    own.remove_session_files(name)
    assert [one.name for one in tmp_path.rglob("*")] == [session]
