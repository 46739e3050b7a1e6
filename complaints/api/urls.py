"""The addresses of complaints below `/api/v1/`."""

from django.urls import path

from complaints.api import appeals, complaints, desk

urlpatterns = [
    path("assignments/<row:pk>/complaints", complaints.OpenComplaintView.as_view(), name="open_complaint"),
    path("complaints", complaints.ComplaintsView.as_view(), name="complaints"),
    path("complaints/<row:pk>", complaints.ComplaintView.as_view(), name="complaint"),
    path("complaints/<row:pk>/answer", complaints.AnswerComplaintView.as_view(), name="answer_complaint"),
    path("complaints/<row:pk>/reopen", complaints.ReopenComplaintView.as_view(), name="reopen_complaint"),
    path("complaints/<row:pk>/ask-partner", desk.AskPartnerView.as_view(), name="ask_partner"),
    path("complaints/<row:pk>/close", desk.CloseComplaintView.as_view(), name="close_complaint"),
    path("breaches/<row:pk>/appeal", appeals.AppealView.as_view(), name="appeal"),
    path("score-card", appeals.ScoreCardView.as_view(), name="score_card"),
]
