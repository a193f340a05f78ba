"""Who may start a training from the page, by what his request says. A request is let through by all of these rules or by none."""

from __future__ import annotations

import ipaddress
import os
import secrets
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

SETTING = "AELAB_TRAINING"  # in the server's environment: on, off or local
TOKEN = secrets.token_urlsafe(16)  # read from the stream, which no page of another origin can read; sent with each press
TOKEN_HEADER = "x-aelab-token"
# what proxies say of those they ask for; any of them, and the visitor's own address is not known
FORWARDING = ("forwarded", "via", "x-real-ip", "true-client-ip", "cf-connecting-ip", "x-client-ip")
ELSEWHERE = (
    "Only a visitor on the server's own machine, at localhost, can start a training here; "
    f"whoever runs the server lets everyone with {SETTING}=on."
)


def refusal(request: HTTPConnection) -> str:
    """Why this visitor may not start a training, or nothing: he may."""
    setting = os.environ.get(SETTING, "local").strip().lower()
    if setting == "on":
        return ""
    if setting != "local":
        return f"Trainings cannot be started from the page here ({SETTING}=off)."
    names = request.headers.keys()
    if any(name in FORWARDING or name.startswith("x-forwarded") for name in names):
        return ELSEWHERE
    asked = [request.headers.get("host", "")]
    if referer := request.headers.get("referer"):  # a proxy may put its own name for the server in place of Host
        asked.append(urlsplit(referer).netloc)
    client = request.client
    return "" if client and _loopback(client.host) and all(map(_local, asked)) else ELSEWHERE


def forged(request: HTTPConnection) -> str:
    """Why a press is not one on a page of ours, or nothing: it is. A browser says where a POST comes from, and no page can
    have it say something else; what is no browser has no visitor whose rights it could use, but no token either.
    """
    headers = request.headers
    hosts = [headers.get("host"), headers.get("x-forwarded-host")]  # no page of another origin can send the second
    if urlsplit(headers.get("origin", "")).netloc not in filter(None, hosts):
        return "This press does not come from a page of this server."
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return "This press does not come from a page of this server."
    if not secrets.compare_digest(headers.get(TOKEN_HEADER, "").encode(), TOKEN.encode()):
        return "The server was started again since this page was opened: press once more."
    if headers.get("content-type", "").partition(";")[0] != "application/json":
        return "This press does not come from a page of this server."
    return ""


def _local(host: str) -> bool:
    """Whether a Host, with or without a port, is a name of the machine that asks: a name of the world's may lead here, too."""
    name = urlsplit(f"//{host}").hostname if host else None
    return name == "localhost" or (name is not None and _loopback(name))


def _loopback(address: str) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return bool((getattr(ip, "ipv4_mapped", None) or ip).is_loopback)
