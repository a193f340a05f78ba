"""The app as a server: `streamlit run streamlit_app.py` finds `app` here and runs home.py and pages/ for each visitor."""

import streamlit as st
from starlette.middleware import Middleware

from ui import broadcast, hall, warm
from ui.memory import FromMemory

base = st.get_option("server.baseUrlPath")
routes = broadcast.routes(base) + hall.routes(base)
app = st.App("home.py", routes=routes, middleware=[Middleware(FromMemory, base=base)], lifespan=warm.lifespan)
