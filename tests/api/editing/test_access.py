"""Who may edit: nobody on a public server, one at this machine, holders of tokens elsewhere."""

from __future__ import annotations

import hashlib
import time
import tomllib
from pathlib import Path
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from duikou.api.editing.access import COOKIE, check_editing
from duikou.api.editing.editors import read_editors
from duikou.api.editing.origin import is_loopback
from duikou.api.editing.sessions import MOST, SECONDS, Sessions
from duikou.graph.build import Build
from duikou.settings import Settings

from ..serving import PLAIN, Server
from .clients import EDITORS, HERE, TOKENS, Browser, app

CASES = tomllib.loads(Path(__file__).with_name("attacks.toml").read_text(encoding="utf-8"))
FIRST, SECOND = TOKENS


def named(key: str) -> Any:
    return pytest.mark.parametrize("case", CASES[key], ids=lambda case: case.get("name", case.get("next")))


@pytest.fixture
def local(tmp_path: Path) -> Browser:
    """At this machine, where the setting names the editor."""
    return Browser(app(tmp_path, editor=FIRST))


@pytest.fixture
def remote(tmp_path: Path) -> Browser:
    """Over the network, with tokens, not yet logged in."""
    return Browser(app(tmp_path, editors=EDITORS), "https://duikou.example", "203.0.113.9")


# --- off


@pytest.fixture(scope="module")
def off(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """Where nobody may edit."""
    return Browser(app(tmp_path_factory.mktemp("off"), edit=False))


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/edit", "/edit/", "/edit/login", "/edit/logout", "/edit/new", "/edit/queue"])
def test_off_there_is_nothing(method: str, path: str, off: Browser) -> None:
    assert off.request(method, path, headers={"Origin": HERE}).status_code == 404


def test_off_a_page_is_as_without(tmp_path: Path) -> None:
    """What a stranger sees is the same, byte for byte, whether others may edit or not."""
    off, on = Browser(app(tmp_path, edit=False)), Browser(app(tmp_path, editors=EDITORS))
    for page in ("/", "/documents", "/no-such-page"):
        assert off.get(page).content == on.get(page).content


# --- at this machine


def test_the_local_editor_needs_no_token(local: Browser) -> None:
    entered = local.get("/edit/login?next=/documents")
    assert (entered.status_code, entered.headers["location"]) == (303, "/documents")
    assert FIRST in local.get("/edit").text


def test_the_local_editor_is_asked_for_a_name_once(tmp_path: Path) -> None:
    browser = Browser(app(tmp_path))
    assert 'name="name"' in browser.get("/edit/login").text
    assert browser.post("/edit/login", data={"name": "  "}).status_code == 403
    assert browser.post("/edit/login", data={"name": " 丙  丁 "}).status_code == 303
    assert "丙 丁" in browser.get("/edit").text


@named("foreign")
def test_the_local_editor_is_at_this_machine(case: dict[str, Any], tmp_path: Path) -> None:
    browser = Browser(app(tmp_path, editor=FIRST), case.get("address", HERE), case.get("client", "127.0.0.1"))
    for path in ("/edit", "/edit/login"):
        assert browser.get(path, headers=case.get("headers", {})).status_code == 403
    origin = {"Origin": case.get("address", HERE)}
    assert browser.post("/edit/login", headers={**origin, **case.get("headers", {})}).status_code == 403
    assert not browser.cookies


@pytest.mark.parametrize(
    ("site", "starts"),
    [("same-origin", True), ("none", True), (None, True), ("same-site", False), ("cross-site", False)],
)
def test_another_site_starts_no_session(site: str | None, starts: bool, local: Browser) -> None:
    """Its page may have the browser load the address as a picture, a thousand times."""
    answer = local.get("/edit/login", headers={"Sec-Fetch-Site": site} if site else {})
    assert (answer.status_code, "set-cookie" in answer.headers) == ((303, True) if starts else (200, False))


def test_sessions_of_the_local_editor_are_limited(tmp_path: Path) -> None:
    browser = Browser(app(tmp_path, editor=FIRST, logins_per_minute=2))
    codes = []
    for _ in range(3):
        browser.cookies.clear()
        codes.append(browser.get("/edit/login").status_code)
    assert codes == [303, 303, 429]


# --- over the network


def test_without_a_session_one_is_led_to_the_form(remote: Browser) -> None:
    answer = remote.get("/edit?a=b")
    assert (answer.status_code, answer.headers["location"]) == (303, "/edit/login?next=/edit%3Fa%3Db")
    assert 'name="token"' in remote.get(answer.headers["location"]).text


def test_a_token_starts_a_session(remote: Browser) -> None:
    entered = remote.log_in(TOKENS[SECOND])
    assert entered.status_code == 303
    cookie = entered.headers["set-cookie"].lower()
    for part in ("httponly", "secure", "samesite=strict", f"max-age={SECONDS}"):
        assert part in cookie
    assert SECOND in remote.get("/edit").text


def test_over_plain_http_the_cookie_is_not_lost(tmp_path: Path) -> None:
    browser = Browser(app(tmp_path, editors=EDITORS), "http://192.0.2.7:8000", "192.0.2.8")
    assert "secure" not in browser.log_in(TOKENS[FIRST]).headers["set-cookie"].lower()
    assert browser.get("/edit").status_code == 200


@pytest.mark.parametrize("token", ["", "wrong", TOKENS[FIRST][:-1], TOKENS[FIRST].upper(), f"{TOKENS[FIRST]}\0"])
def test_another_token_does_not(token: str, remote: Browser) -> None:
    refused = remote.log_in(token)
    assert (refused.status_code, "set-cookie" in refused.headers) == (403, False)


def test_log_ins_are_limited(tmp_path: Path) -> None:
    browser = Browser(app(tmp_path, editors=EDITORS, logins_per_minute=3))
    assert [browser.log_in("wrong").status_code for _ in range(4)] == [403, 403, 403, 429]
    assert browser.log_in(TOKENS[FIRST]).status_code == 429, "nor does the right one pass then"


def test_nothing_is_kept_or_read_by_others(remote: Browser) -> None:
    remote.log_in(TOKENS[FIRST])
    page = remote.get("/edit")
    assert page.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in page.headers
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    assert "access-control-allow-methods" not in remote.options("/edit/logout", headers=asked).headers


@named("following")
def test_the_form_leads_on_only_inside(case: dict[str, str], local: Browser) -> None:
    assert local.get("/edit/login", params={"next": case["next"]}).headers["location"] == case["leads"]


# --- writes


@named("write")
def test_a_write_comes_from_here(case: dict[str, Any], local: Browser) -> None:
    local.get("/edit/login")
    csrf = local.csrf()
    assert local.post("/edit/logout", data={"csrf": csrf}, headers=case["headers"]).status_code == 403
    assert local.get("/edit").status_code == 200, "the session goes on"


@pytest.mark.parametrize("origin", [{"Origin": HERE}, {"Sec-Fetch-Site": "same-origin", "Origin": "null"}])
def test_a_write_needs_the_token_of_its_session(origin: dict[str, str], tmp_path: Path) -> None:
    running = app(tmp_path, editors=EDITORS)
    one, other = Browser(running), Browser(running)
    one.log_in(TOKENS[FIRST])
    other.log_in(TOKENS[SECOND])
    for forged in ({}, {"csrf": ""}, {"csrf": other.csrf()}, {"csrf": "é\U0001f600"}):
        assert one.post("/edit/logout", data=forged, headers=origin).status_code == 403
    assert one.post("/edit/logout", data={"csrf": one.csrf()}, headers=origin).status_code == 303
    other_token = {**origin, "X-CSRF-Token": other.csrf()}
    assert other.post("/edit/logout", headers=other_token).status_code == 303


def test_a_session_that_ended_cannot_be_replayed(remote: Browser) -> None:
    remote.log_in(TOKENS[FIRST])
    csrf, stolen = remote.csrf(), remote.cookies[COOKIE]
    remote.post("/edit/logout", data={"csrf": csrf})
    remote.cookies.clear()
    replayed = {"Cookie": f"{COOKIE}={stolen}"}
    assert remote.get("/edit", headers=replayed).status_code == 303
    origin = {**replayed, "Origin": "https://duikou.example"}
    assert remote.post("/edit/logout", data={"csrf": csrf}, headers=origin).status_code == 401


@pytest.mark.parametrize("value", ["", "x", "../../etc/passwd", "A" * 43, "a" * 5000, "é"])
def test_a_forged_session_is_none(value: str, remote: Browser) -> None:
    assert remote.get("/edit", headers={b"Cookie": f"{COOKIE}={value}".encode()}).status_code == 303  # type: ignore[dict-item]


def test_a_session_has_an_end(tmp_path: Path) -> None:
    now = time.time()
    sessions = Sessions(tmp_path / "sessions", lambda: now)
    value = sessions.start(FIRST)
    assert (found := sessions.find(value)) and found.name == FIRST
    assert value not in "".join(path.name + path.read_text() for path in (tmp_path / "sessions").iterdir())
    now += SECONDS
    assert sessions.find(value) is None
    now += 60  # the file system's clock is another one
    sessions.start(SECOND)
    assert len(list((tmp_path / "sessions").iterdir())) == 1, "what has ended is removed"


def test_many_sessions_end_nobody_elses(tmp_path: Path) -> None:
    now = time.time()
    sessions = Sessions(tmp_path / "sessions", lambda: now)
    other, first = sessions.start(SECOND), sessions.start(FIRST)
    for _ in range(MOST):
        now += 1
        last = sessions.start(FIRST)
    assert [bool(sessions.find(value)) for value in (other, first, last)] == [True, False, True]
    assert len(list((tmp_path / "sessions").iterdir())) == MOST + 1


@pytest.mark.parametrize(
    ("path", "fields", "headers", "status"),
    [
        ("/edit/logout", {"csrf": "no"}, {"Origin": HERE}, 403),
        ("/edit/logout", {}, {"Origin": "https://evil.example"}, 403),
        ("/edit/logout", {}, {"Origin": HERE, "X-Forwarded-For": "203.0.113.9"}, 403),
        ("/edit/logout", {}, {"Origin": HERE, "Cookie": ""}, 401),
        ("/edit/corrections", {}, {"Origin": HERE}, 400),
        ("/edit/logout", {}, {"Origin": HERE}, 429),
    ],
)
def test_what_is_refused_is_logged(
    path: str, fields: dict[str, str], headers: dict[str, str], status: int, tmp_path: Path
) -> None:
    """One line for each write, whatever ends it."""
    browser = Browser(app(tmp_path, editor=FIRST, writes_per_minute=1))
    browser.get("/edit/login")
    if "Cookie" in headers:
        browser.cookies.clear()
    if path == "/edit/corrections":
        fields = {"csrf": browser.csrf()}
    if status == 429:
        browser.post(path, data=fields)
    with capture_logs() as events:
        assert browser.post(path, data=fields, headers=headers).status_code == status
    assert [(one["path"], one["status"]) for one in events if one["event"] == "edit"] == [(path, status)]


def test_a_write_that_fails_is_logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser(app(tmp_path, editor=FIRST))
    browser.get("/edit/login")
    csrf = browser.csrf()
    monkeypatch.setattr(Sessions, "end", lambda *_: 1 / 0)
    with capture_logs() as events, pytest.raises(ZeroDivisionError):
        browser.post("/edit/logout", data={"csrf": csrf})
    assert [one["status"] for one in events if one["event"] == "edit"] == [500]


def test_writes_are_limited(tmp_path: Path) -> None:
    browser = Browser(app(tmp_path, editor=FIRST, writes_per_minute=2))
    browser.get("/edit/login")
    assert [browser.post("/edit/logout", data={"csrf": "no"}).status_code for _ in range(3)] == [403, 403, 429]


def test_a_long_write_is_not_read(local: Browser) -> None:
    local.get("/edit/login")
    long = local.post("/edit/logout", data={"csrf": local.csrf(), "x": "x" * 2_000_000})
    assert long.status_code == 413
    chunked = {"Origin": HERE, "Content-Type": "application/x-www-form-urlencoded"}
    parts = (b"x" * 100_000 for _ in range(20))
    assert local.post("/edit/logout", content=parts, headers=chunked).status_code == 413


@pytest.mark.thorough
def test_several_processes_are_one_server(small: Build) -> None:
    """A session of one process holds in the others; writes are logged with who, and never with a token or cookie."""
    settings = {"output": small.release.parent.parent, "edit": True, "editors": EDITORS, "writes_per_minute": 1000}
    with Server(workers=2, **settings) as server:
        origin = {"Origin": server.url}
        with httpx.Client(base_url=server.url, **PLAIN, headers=origin) as browser:
            entered = browser.post("/edit/login", data={"token": TOKENS[FIRST]})
            assert entered.status_code == 303
            cookie = {"Cookie": entered.headers["set-cookie"].partition(";")[0], "Connection": "close"}
        # Each on a connection of its own: one process or the other takes it.
        answers = [httpx.get(f"{server.url}/edit", headers=cookie, **PLAIN) for _ in range(12)]
        assert {answer.status_code for answer in answers} == {200}
        csrf = answers[0].text.split('name="csrf" value="')[1].split('"')[0]
        out = httpx.post(f"{server.url}/edit/logout", headers={**cookie, **origin}, data={"csrf": csrf}, **PLAIN)
        assert out.status_code == 303
        assert httpx.get(f"{server.url}/edit", headers=cookie, **PLAIN).status_code == 303
        server.event(out.headers["x-request-id"])
        writes = [event for event in server.events() if event["event"] == "edit"]
        assert [(w["editor"], w["path"], w["status"]) for w in writes] == [
            ("", "/edit/login", 303),
            (FIRST, "/edit/logout", 303),
        ]
        secrets = [TOKENS[FIRST], csrf, cookie["Cookie"].partition("=")[2]]
        assert not [secret for secret in secrets if secret in server.log()]


# --- editors and settings


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("甲=short", "DUIKOU_EDITORS, editor 1: a token has at least 16 characters"),
        (f"={'x' * 20}", "DUIKOU_EDITORS, editor 1: a name of an editor has 1 to 80 printable characters"),
        (f"甲={'x' * 20},甲={'y' * 20}", "DUIKOU_EDITORS, editor 2: the name or the token stands there twice"),
        (f"甲={'x' * 20},乙={'x' * 20}", "DUIKOU_EDITORS, editor 2: the name or the token stands there twice"),
        ("甲=sha256:12", "DUIKOU_EDITORS, editor 1: sha256: needs 64 hexadecimal digits"),
        ("=", "DUIKOU_EDITORS, editor 1: a name of an editor has 1 to 80 printable characters"),
        ("missing.toml", "missing.toml: no such file or directory"),
    ],
)
def test_wrong_editors(setting: str, reason: str) -> None:
    with pytest.raises(ValueError, match="^" + reason.replace("(", r"\(")):
        read_editors(setting)


def test_editors_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "editors.toml"
    digest = hashlib.sha256("口令,可有任何字=符,够长就行了吧。".encode()).hexdigest()
    file.write_text(f'"张 三" = "sha256:{digest}"\nli = "a-token-that-is-long"\n', encoding="utf-8")
    editors = read_editors(str(file))
    assert editors.holder("口令,可有任何字=符,够长就行了吧。") == "张 三"
    assert editors.holder("a-token-that-is-long") == "li"
    assert editors.holder(f"sha256:{digest}") is None
    file.write_text('li = "a secret that is long"x', encoding="utf-8")
    with pytest.raises(ValueError, match="is no TOML file") as wrong:
        read_editors(str(file))
    assert "secret" not in str(wrong.value)


@pytest.mark.parametrize(
    ("host", "settings", "reason"),
    [
        ("127.0.0.1", {}, ""),
        ("::1", {}, ""),
        ("localhost", {}, ""),
        ("0.0.0.0", {}, "--edit on 0.0.0.0: anybody could edit"),
        ("192.0.2.7", {"editor": FIRST}, "--edit on 192.0.2.7: anybody could edit"),
        ("::", {}, "--edit on ::: anybody could edit"),
        ("0.0.0.0", {"editors": EDITORS}, ""),
        ("0.0.0.0", {"editors": "甲=short"}, "DUIKOU_EDITORS, editor 1: a token has at least"),
        ("127.0.0.1", {"store": "http://127.0.0.1:7878/query"}, "--edit: only a graph that this machine has built"),
        ("127.0.0.1", {"editor": "x" * 81}, "a name of an editor has 1 to 80"),
    ],
)
def test_what_may_be_opened(host: str, settings: dict[str, Any], reason: str) -> None:
    try:
        check_editing(Settings(edit=True, **settings), host)
        said = ""
    except ValueError as error:
        said = str(error)
    assert said.startswith(reason)
    assert bool(said) == bool(reason)


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("[::1]", True), ("LOCALHOST.", True), ("localhost.example", False),
     ("0.0.0.0", False), ("::", False), ("", False), ("10.0.0.1", False)],
)  # fmt: skip
def test_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
