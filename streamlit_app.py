"""The app as a server: `streamlit run streamlit_app.py` finds `app` here and runs home.py and pages/ for each visitor."""

import streamlit as st

app = st.App("home.py")
