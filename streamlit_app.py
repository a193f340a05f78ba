"""The app as a server: `streamlit run streamlit_app.py` finds `app` here and runs home.py and pages/ for each visitor."""

import streamlit as st
from starlette.middleware import Middleware

from ui import assets, broadcast, warm
from ui.static import Static

base = st.get_option("server.baseUrlPath")
routes = [*assets.routes(base), *broadcast.routes(base)]
app = st.App("home.py", routes=routes, middleware=[Middleware(Static, base=base)], lifespan=warm.lifespan)
