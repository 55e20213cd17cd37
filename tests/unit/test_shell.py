"""The one HTML page: German, with the programs of its pictures in its head, and never an old one."""

import asyncio
import re
from pathlib import Path

import pytest
from streamlit import file_util

from dashboards import shell, style

INDEX = Path(file_util.get_static_dir()) / "index.html"


def answer(
    accept: bytes, kind: bytes = b"text/html", method: str = "GET", path: str = "/demographie"
) -> tuple[dict[bytes, bytes], bytes]:
    sent = []

    async def below(scope, receive, send):
        wants_page = accept == b"text/html" and method == "GET"
        assert (b"if-none-match" in dict(scope["headers"])) is not wants_page
        headers = [(b"content-type", kind), (b"etag", b"old"), (b"content-length", b"30")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for part, more in ((b'<html lang="en">', True), (b'<p lang="en"></head>', False)):
            await send({"type": "http.response.body", "body": part, "more_body": more})

    async def send(message):
        sent.append(message)

    headers = [(b"accept", accept), (b"accept-encoding", b"gzip"), (b"if-none-match", b"old")]
    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    asyncio.run(shell.Shell(below)(scope, None, send))
    return dict(sent[0]["headers"]), b"".join(one["body"] for one in sent[1:])


def test_the_page_is_german_and_its_length_is_that_of_the_changed_page():
    headers, body = answer(b"text/html")
    assert body.startswith(b'<html lang="de"><p lang="en">')
    assert headers[b"content-length"] == str(len(body)).encode()
    assert b"etag" not in headers


@pytest.mark.parametrize(
    ("accept", "kind", "method"),
    [
        (b"application/json", b"text/html", "GET"),
        (b"text/html", b"text/csv", "GET"),
        (b"text/html", b"text/html", "HEAD"),
    ],
)
def test_other_answers_are_left_alone(accept: bytes, kind: bytes, method: str):
    headers, body = answer(accept, kind, method)
    assert body == b'<html lang="en"><p lang="en"></head>'
    assert headers[b"etag"] == b"old"


def test_the_head_names_programs_the_pinned_streamlit_has():
    page = shell.page(INDEX.read_bytes(), "/wanderungen", has_login=False).decode()
    for name in shell.COMMON:
        (file,) = [one for one in shell.programs() if one.startswith(f"{name}.")]
        assert f'modulepreload" crossorigin href="./static/js/{file}"' in page
        assert (INDEX.parent / "static" / "js" / file).is_file()


def test_only_pages_of_pictures_set_their_programs_up_ahead():
    for path, is_ahead in (("/", False), ("/start", False), ("/demographie", True)):
        page = shell.page(INDEX.read_bytes(), path, has_login=False).decode()
        (parts,) = re.findall('data-parts="(.*?)"', page)
        assert parts.startswith("Html.") and "PlotlyChart" not in parts
        assert ('data-pictures="PlotlyChart.' in page) is is_ahead
        assert "modulepreload" in page and "PlotlyChart" in page


def test_the_script_comes_before_streamlits_own_and_knows_of_a_login():
    for has_login in (False, True):
        page = shell.page(INDEX.read_bytes(), "/", has_login).decode()
        assert page.index("static/kohorte/") < page.index('<script type="module"')
        assert ("data-login" in page) is has_login


def test_streamlit_still_asks_where_its_server_is():
    program = next((INDEX.parent / "static" / "js").glob("index.*.js")).read_text(encoding="utf-8")
    for word in ("BACKEND_BASE_URL", "HOST_CONFIG", "_streamlit_xsrf", "data-test-connection-state"):
        assert word in program
    assert all(
        word in shell.SCRIPT.read_text(encoding="utf-8") for word in ("BACKEND_BASE_URL", "HOST_CONFIG")
    )


def test_the_addresses_of_our_scripts_give_scripts_to_keep():
    page = shell.page(INDEX.read_bytes(), "/", False).decode()
    first, second = re.findall(r'src="\.(/static/kohorte/\w+\.js)"', page)
    for address, written in ((first, shell.SCRIPT), (second, shell.AHEAD)):
        headers, body = answer(b"*/*", path=address)
        assert body.endswith(written.read_bytes())
        assert b"immutable" in headers[b"cache-control"]
        assert headers[b"content-type"].startswith(b"text/javascript")
    assert (
        answer(b"*/*", kind=b"text/css", path="/static/kohorte/other.js")[0][b"content-type"] == b"text/css"
    )


def test_what_asks_for_programs_is_noted_before_streamlits_own_program_runs():
    page = shell.page(INDEX.read_bytes(), "/", False).decode()
    modules = re.findall(r'<script type="module" crossorigin src="\./(.*?)"', page)
    assert len(modules) == 2 and modules[1].startswith("static/js/index.")
    _, body = answer(b"*/*", path=f"/{modules[0]}")
    (source,) = re.findall(r'import \* as chunk from "\.\./js/(.*?)";\n', body.decode())
    known = (INDEX.parent / "static" / "js" / source).read_text(encoding="utf-8")
    assert all(word in known for word in ("Symbol.for(`react.lazy`)", "_payload:{_status:-1", "_init:"))


def test_streamlit_still_asks_for_each_program_by_its_name():
    program = next((INDEX.parent / "static" / "js").glob("index.*.js")).read_text(encoding="utf-8")
    for file in shell.programs():
        assert re.search(rf"\.lazy\)\(\(\)=>\w+\(\(\)=>import\(`\./{re.escape(file)}`\)", program), file


def test_the_face_of_the_titles_is_asked_for_before_any_picture_and_by_nobody_else():
    (file,) = re.findall(r'"app/(static/[\w-]+\.woff2)"', shell.SCRIPT.read_text(encoding="utf-8"))
    assert (shell.SCRIPT.parents[1] / file).is_file()
    assert "@font-face" not in (style.ASSETS / "page.css").read_text(encoding="utf-8")
