"""Addresses of petitions and question time."""

from django.urls import path

from mitmachstadt.modules.petitions.views import desk, hand_in, questions, register

app_name = "petitions"
urlpatterns = [
    path("antraege/", register.index, name="register"),
    path("antraege/stellen/", hand_in.hand_in, name="hand-in"),
    path("antraege/<town_number:number>/", register.detail, name="detail"),
    path("antraege/<town_number:number>/<str:secret>/", hand_in.receipt, name="receipt"),
    path("antraege/<town_number:number>/<str:secret>/einladung/", hand_in.answer, name="answer"),
    path("antraege/<town_number:number>/<str:secret>/schreiben.pdf", hand_in.letter, name="letter"),
    path("antraege/<town_number:number>/<str:secret>/antrag.pdf", hand_in.sheet, name="sheet"),
    path("fragestunde/", questions.index, name="questions"),
    path("fragestunde/stellen/", questions.ask, name="ask"),
    path("fragestunde/<town_number:number>/", questions.detail, name="question"),
    path("fragestunde/<town_number:number>/<str:secret>/", questions.receipt, name="question-receipt"),
    path("schreibtisch/antraege/<town_number:number>/schreiben.pdf", desk.letter, name="desk-letter"),
    path("schreibtisch/antraege/<town_number:number>/antrag.pdf", desk.sheet, name="desk-sheet"),
]
