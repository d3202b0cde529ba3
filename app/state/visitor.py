"""Visitor's name in a cookie: random, so that a closed tab finds its trainings again.

The name says nothing of a person, and is known to this server and that browser alone.
"""

from __future__ import annotations

import re
import secrets

import streamlit as st

COOKIE = "kerasdl_visitor"
NAME = re.compile(r"[0-9a-f]{32}")
# Streamlit reads cookies and cannot set them. A cookie is for all ports of a host: two dashboards there share visitors.
SCRIPT = f"""
export default function ({{ data, parentElement }}) {{
  const {{ location }} = parentElement.ownerDocument.defaultView;
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  parentElement.ownerDocument.cookie = `{COOKIE}=${{data.name}}; Max-Age=2592000; Path=/; SameSite=Lax${{secure}}`;
}}
"""


def name() -> str:
    """This visitor's name; the same in every tab of a browser that keeps cookies, else in this session."""
    if "visitor" not in st.session_state:
        st.session_state["visitor"] = name_in_cookie() or secrets.token_hex(16)
    return st.session_state["visitor"]


def name_in_cookie() -> str:
    """The name that the browser has kept; "" where it has none, or none of ours."""
    given = str(st.context.cookies.get(COOKIE) or "")
    return given if NAME.fullmatch(given) else ""


def remember() -> None:
    """Have the browser keep the name; for the router, once a run of the page."""
    mount = st.components.v2.component("kerasdl_visitor", js=SCRIPT)
    mount(key="visitor_cookie", data={"name": name()}, height=0)
