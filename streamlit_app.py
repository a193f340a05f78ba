"""The app as a server: `streamlit run streamlit_app.py` finds `app` here and runs home.py and pages/ for each visitor."""

import streamlit as st

from ui import assets, warm

app = st.App("home.py", routes=assets.routes(st.get_option("server.baseUrlPath")), lifespan=warm.lifespan)
