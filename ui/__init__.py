"""What the pages share of Streamlit: the frame around every page, the caches, the instruments."""
