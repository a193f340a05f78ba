"""Lessons: which there are, for whom; and each as a sheet of paper."""

import streamlit as st

from ui.frame import frame, target
from ui.lessons import paper, place, reading

frame(__file__)
lessons, problems = reading.survey()
for problem in problems:
    st.warning(f"Skipped a lesson: {problem}")
st.query_params.update()  # said again: Streamlit leaves the address as it was where a link leads to the page that it stands on
if (printed := st.query_params.get("print")) in lessons:
    paper.sheet(lessons[printed])
    st.stop()
if printed:
    place.missing(printed, lessons, "print", __file__)
if not lessons:
    st.info("There are no lessons in lessons/. docs/teaching.md says how one is written.")
for number, lesson in enumerate(lessons.values(), 1):
    with st.container(gap=None):
        st.header(f"{number}. {lesson.title}", anchor=False)
        st.markdown(f"{lesson.audience} Afterwards you can {lesson.after}", width=640)
        with st.container(horizontal=True, gap="medium"):
            st.page_link(
                target(lesson.script),
                label=f"**Open** :gray[{lesson.minutes} minutes, {len(lesson.steps)} steps]",
                query_params={"lesson": lesson.key},
            )
            st.page_link("pages/lessons.py", label="Print", query_params={"print": lesson.key})
