"""Words: what each word of the field means here, and where it is seen."""

import streamlit as st

from ui.frame import PAGES, frame, target
from ui.words import glossary

frame(__file__)
scripts = {page.name: path for path, page in PAGES.items()}
st.markdown(" · ".join(f"[{word.name}](#{anchor})" for anchor, word in glossary().items()))
with st.container(gap=None):  # one for all: a page's cost is the count of its parts
    for anchor, word in glossary().items():
        st.header(word.name, anchor=anchor)
        st.markdown(word.says, width=640)
        st.page_link(target(scripts[word.see]), label=f"See it on {word.see}")
