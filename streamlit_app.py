"""The app as a server: `streamlit run streamlit_app.py` finds `app` here and runs home.py and pages/ for each visitor."""

import gc

gc.disable()  # until ui/warm.py has made what the first page needs: nearly all of it stays, and is not to be looked through meanwhile

import streamlit as st
from starlette.middleware import Middleware

from ui.front import Front

app = st.App("home.py", middleware=[Middleware(Front, base=st.get_option("server.baseUrlPath"))])
