"""Streamlit's scripts as our server sends them: the same bytes, packed once, and nothing else is reached."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from aelab import checkpoints
from tests.test_assets import fetch, serving
from ui import assets, cache, components, memory, static
from ui.frame import PAGES
from ui.memory import FromMemory

FILES = sorted(file.relative_to(static.ROOT).as_posix() for file in static.ROOT.rglob("*") if file.is_file())
KINDS = sorted({file.rsplit(".", 1)[-1] for file in FILES})


@pytest.fixture(scope="module")
def asked():
    """Status, headers and body of an answer, as it travelled."""
    with serving(Starlette(middleware=[Middleware(FromMemory, base="lab/")])) as url:
        yield lambda path, **headers: fetch(url + path, **headers)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_comes_as_it_is_on_disk(kind, asked):
    for path in [file for file in FILES if file.endswith(kind)][:3]:
        disk = (static.ROOT / path).read_bytes()
        for prefix in ("static/", "lab/static/"):
            _, plain, body = asked(prefix + path)
            assert body == disk
            _, headers, body = asked(prefix + path, **{"Accept-Encoding": "gzip, br"})
            if f".{kind}" in static.TEXT:
                assert headers["Content-Encoding"] == "gzip"
                body = gzip.decompress(body)
            assert body == disk
            assert "immutable" in headers["Cache-Control"]
            assert plain["Content-Type"] == headers["Content-Type"]
            assert kind != "js" or headers["Content-Type"].startswith("text/javascript")
            assert asked(prefix + path, **{"If-None-Match": headers["ETag"]})[0] == 304


@pytest.mark.parametrize(
    "path", ["nothing.js", "js", "", "../index.html", "%2e%2e/index.html", "..%2f..%2f__init__.py", "%2fetc%2fpasswd", "js/%00"]
)
def test_nothing_else_is_reached(path, asked):
    status, _, body = asked(f"static/{path}")
    assert status == 404
    assert b"<" not in body


@pytest.mark.parametrize("other", ["./{}", "js/../{}", "/{}", "{}/", "{}/."])
def test_a_file_is_kept_under_one_path_alone(other):
    """Or requests could fill the memory with copies of it."""
    path = next(file for file in FILES if file.startswith("js/"))
    static.packed(path)
    with pytest.raises(LookupError):
        static.packed(other.format(path))
    assert static.packed.ready(path)
    assert not static.packed.ready(other.format(path))


def test_what_a_first_visitor_asks_for_is_packed_while_the_server_starts():
    static.packed.cache_clear()
    static.pack_first()
    page = gzip.decompress(static.document().data).decode()
    first = re.findall(r"static/(js/[^\"]+\.js)", page)
    assert any(path.startswith("js/index") for path in first)
    assert {name for name in static.LAZY if any(path.startswith(f"js/{name}.") for path in first)} == set(static.LAZY)
    assert all(static.packed.ready(path) for path in first)


def test_the_document_of_a_page_is_streamlits_and_has_the_code_and_for_home_the_model_fetched_ahead(asked):
    cache.survey()
    assert len(memory.CODE) > len(PAGES) - 3
    for page in ("", "generate"):
        code = components.code(memory.CODE[page]).address
        status, headers, body = asked(f"lab/{page}", **{"Accept-Encoding": "gzip"})
        assert (status, headers["Cache-Control"]) == (200, "no-cache")
        text = gzip.decompress(body).decode()
        assert f'"./{code}"' in text
        assert all(line.strip() in text for line in (static.HOME / "index.html").read_text("utf-8").splitlines())
        said = re.search(r"prepare\((.*)\);</script>", text)
        assert bool(said) == (page == "")
        if said:
            run, spec, offers = json.loads(f"[{said[1]}]")
            card = checkpoints.card(run)
            assert spec == json.loads(json.dumps(card.model.to_json()))
            assert {offer["address"] for offer in offers} == {
                assets.of_run(card, part).address for part in ("decoder", "latents", "encoder")
            }
